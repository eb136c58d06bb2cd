import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../../src/kernel/iptables/engine/iptables-engine.ts'
import type { IpvsConnection } from '../../../../../src/kernel/iptables/model/ipvs-view.ts'
import { parseAddress } from '../../../../../src/packet/address.ts'
import { bufferOf, normalForm, run } from '../../packets.ts'

const connection: IpvsConnection = {
  protocol: 6,
  virtualAddress: parseAddress('10.96.0.10'),
  virtualPort: 80,
  controllingPort: 0,
  direction: 'original',
  method: 'masq',
}

function ask(options: string, taken: IpvsConnection | undefined): boolean {
  const engine = new IptablesEngine({ family: 'IPv4', ipvs: { connectionOf: () => taken } })
  engine.restore(`*filter\n-A OUTPUT ${options} -j DROP\nCOMMIT\n`)
  return run(engine, 'filter', 'output', bufferOf({ local: true })).kind === 'drop'
}

describe('-m ipvs', () => {
  it.each([
    ['-m ipvs --ipvs', '-m ipvs --ipvs'],
    [
      '-m ipvs --vproto tcp --vaddr 10.96.0.10 --vport 80',
      '-m ipvs --vproto 6 --vaddr 10.96.0.10 --vport 80',
    ],
    [
      '-m ipvs ! --vaddr 10.0.0.0/8 --vdir ORIGINAL --vmethod masq',
      '-m ipvs ! --vaddr 10.0.0.0/8 --vdir ORIGINAL --vmethod MASQ',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    { options: '-m ipvs --ipvs', taken: true, want: true },
    { options: '-m ipvs --ipvs', taken: false, want: false },
    { options: '-m ipvs ! --ipvs', taken: false, want: true },
    { options: '-m ipvs --vproto 6 --vaddr 10.96.0.10 --vport 80', taken: true, want: true },
    { options: '-m ipvs --vaddr 10.96.0.11', taken: true, want: false },
    { options: '-m ipvs ! --vaddr 10.96.0.11', taken: false, want: false },
    { options: '-m ipvs --vdir REPLY', taken: true, want: false },
  ])('$options of a packet that IPVS took: $taken → $want', ({ options, taken, want }) => {
    expect(ask(options, taken ? connection : undefined)).toBe(want)
  })

  it('matches nothing on a node without IPVS', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore('*filter\n-A OUTPUT -m ipvs --vport 80 -j DROP\nCOMMIT\n')
    expect(run(engine, 'filter', 'output', bufferOf()).kind).toBe('accept')
  })
})
