import { expect, it } from 'vitest'
import { IpvsEngine } from '../../../../src/kernel/ipvs/engine.ts'
import { sortServers, sortVirtualServers } from '../../../../src/kernel/ipvs/text/ipvsadm-order.ts'
import { formatAddress, parseAddress } from '../../../../src/packet/address.ts'
import { plainOptions, serverAt, webKey } from '../some-servers.ts'

const engineOf = (addresses: readonly string[], protocol = 6) => {
  const engine = new IpvsEngine()
  for (const text of addresses)
    engine.virtualServers.add(
      { ...webKey, protocol, address: parseAddress(text) },
      { ...plainOptions, netmask: 128 },
    )
  return engine
}
const order = (engine: IpvsEngine) =>
  sortVirtualServers(engine.virtualServers.list()).map(({ key }) =>
    key.kind === 'mark' ? 'mark' : formatAddress(key.address),
  )

it('as a real node printed them: the difference of addresses keeps its sign in 32 bits', () => {
  // 192.168.0.0 and 172.16.0.0 stand before 10.0.0.0, since the difference does not fit.
  const addresses = ['10.96.0.1', '192.168.185.0', '172.17.0.1', '10.99.180.41']
  expect(order(engineOf(addresses))).toEqual([
    '172.17.0.1',
    '192.168.185.0',
    '10.96.0.1',
    '10.99.180.41',
  ])
})

it('marks last, IPv6 after IPv4', () => {
  const engine = engineOf(['fd00::2', 'fd00::1', '9.9.9.9'])
  engine.virtualServers.add({ kind: 'mark', mark: 1, family: 'IPv4' }, plainOptions)
  expect(order(engine)).toEqual(['9.9.9.9', 'fd00::1', 'fd00::2', 'mark'])
})

it('servers by address, then port', () => {
  const engine = engineOf(['10.96.0.10'])
  for (const [text, port] of [
    ['10.0.0.2', 9],
    ['10.0.0.10', 1],
    ['10.0.0.2', 8],
  ] as const)
    engine.virtualServers.addServer(webKey, { ...serverAt(text), port })
  const sorted = sortServers(engine.virtualServers.get(webKey)?.servers ?? [])
  expect(sorted.map(({ address, port }) => `${formatAddress(address)}:${port}`)).toEqual([
    '10.0.0.2:8',
    '10.0.0.2:9',
    '10.0.0.10:1',
  ])
})
