import { describe, expect, it } from 'vitest'
import { bufferOf, createContext, engineWith, type PacketWords, run, StepList } from '../packets.ts'

function why(options: string, words: PacketWords = {}): string | undefined {
  const context = createContext({ trace: new StepList() })
  run(engineWith(`-A FORWARD ${options} -j DROP`), 'filter', 'forward', bufferOf(words), context)
  const [step] = context.trace?.steps.filter((one) => one.kind === 'rule') ?? []
  return step?.reason
}

describe('why a rule did not match', () => {
  it.each([
    ['-s 10.0.0.0/8', 'source 203.0.113.5 is not 10.0.0.0/8'],
    ['! -s 203.0.113.5', 'source 203.0.113.5 is 203.0.113.5/32'],
    ['-d 10.96.0.1', 'destination 10.96.0.10 is not 10.96.0.1/32'],
    ['-p udp', 'protocol tcp is not udp'],
    ['! -p tcp', 'protocol tcp is tcp'],
    ['-i cni+', 'input interface eth0 is not cni+'],
    ['-o eth0', 'output interface (none) is not eth0'],
    ['-f', 'the packet is no later fragment'],
    ['-m mark --mark 0x4000/0x4000', 'mark is 0x0, wanted 0x4000/0x4000'],
    ['-m conntrack --ctstate INVALID', 'connection state is NEW'],
    ['-m addrtype --dst-type LOCAL', 'destination 10.96.0.10 is UNICAST'],
    ['-m recent --rcheck --seconds 5 --name x', '203.0.113.5 is not in x for 5 s'],
    [
      '-m iprange --src-range 10.0.0.1-10.0.0.2',
      '-m iprange --src-range 10.0.0.1-10.0.0.2 does not match',
    ],
    ['-m u32 --u32 0x0=0x1', 'not modelled: taken not to match'],
  ])('%s: %s', (options, reason) => expect(why(options)).toBe(reason))
})

describe('what a rule did', () => {
  it.each([
    ['-j a', 'jump a'],
    ['-g a', 'goto a'],
    ['-j MARK --or-mark 0x4000', 'MARK --set-xmark 0x4000/0x4000'],
    ['-j ACCEPT', 'ACCEPT'],
    ['', 'count'],
  ])('%s: %s', (action, want) => {
    const context = createContext({ trace: new StepList() })
    run(
      engineWith(`-A FORWARD ${action}\n-A a -j RETURN`),
      'filter',
      'forward',
      bufferOf(),
      context,
    )
    const [step] = context.trace?.steps ?? []
    expect(step).toMatchObject({
      kind: 'rule',
      number: 1,
      matched: true,
      action: want,
      family: 'IPv4',
    })
  })
})
