import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/base/journal.ts'
import { IpvsEngine } from '../../../src/kernel/ipvs/engine.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { engineWith, plainOptions, requestFrom, serverAt, webKey } from './some-servers.ts'

const address = parseAddress('10.96.0.10')
const persistent = { ...plainOptions, persistentSeconds: 100 }
const at = (port: number, protocol = 6) => ({ ...webKey, port, protocol })

describe('a virtual server is found', () => {
  const engine = new IpvsEngine()
  const { virtualServers } = engine
  virtualServers.add(at(80), plainOptions)
  virtualServers.add(at(21), plainOptions)
  virtualServers.add(at(0), persistent)
  virtualServers.add({ kind: 'mark', mark: 7, family: 'IPv4' }, plainOptions)
  it.each([
    { name: 'by mark first', mark: 7, protocol: 6, port: 80, found: 'mark 7' },
    { name: 'by address, protocol and port', mark: 8, protocol: 6, port: 80, found: '80' },
    { name: 'as FTP for a high port', mark: 0, protocol: 6, port: 2000, found: '21' },
    { name: 'as the one for every port else', mark: 0, protocol: 6, port: 81, found: '0' },
    { name: 'of its own protocol only', mark: 0, protocol: 17, port: 80, found: undefined },
  ])('$name', ({ mark, protocol, port, found }) => {
    const virtualServer = virtualServers.find(mark, protocol, address, port)
    const name =
      virtualServer &&
      (virtualServer.mark > 0 ? `mark ${virtualServer.mark}` : String(virtualServer.port))
    expect(name).toBe(found)
  })
})

describe('ipvsadm is refused', () => {
  const engine = engineWith(1)
  const { virtualServers } = engine
  const other = at(443)
  const ipv6 = { ...serverAt('fd00::1') }
  it.each([
    [
      'a virtual server twice',
      () => virtualServers.add(webKey, plainOptions),
      'Service already exists',
    ],
    ['an edit of none', () => virtualServers.edit(other, plainOptions), 'No such service'],
    ['removing none', () => virtualServers.remove(other), 'No such service'],
    [
      'a server of none',
      () => virtualServers.addServer(other, serverAt('10.0.0.1')),
      'Service not defined',
    ],
    [
      'a server twice',
      () => virtualServers.addServer(webKey, serverAt('10.244.1.1')),
      'Destination already exists',
    ],
    [
      'an edit of no server',
      () => virtualServers.editServer(webKey, serverAt('10.0.0.1')),
      'No such destination',
    ],
    [
      'removing no server',
      () => virtualServers.removeServer(webKey, serverAt('10.0.0.1')),
      'No such destination',
    ],
    [
      'a server of another family',
      () => virtualServers.addServer(webKey, ipv6),
      'Different address family',
    ],
    [
      'a weight of 65536',
      () => virtualServers.addServer(webKey, serverAt('10.0.0.1', 65_536)),
      'illegal weight',
    ],
    [
      'a lower threshold above the upper',
      () => virtualServers.addServer(webKey, { ...serverAt('10.0.0.1'), lowerThreshold: 1 }),
      'lower threshold',
    ],
    ['port 0 without persistence', () => virtualServers.add(at(0), plainOptions), 'Zero port'],
    [
      'one-packet scheduling for TCP',
      () => virtualServers.add(other, { ...plainOptions, onePacket: true }),
      'One-Packet',
    ],
  ] as const)('%s', (_, work, message) => {
    expect(work).toThrow(message)
    expect(virtualServers.list()).toHaveLength(1)
    expect(virtualServers.get(webKey)?.servers).toHaveLength(1)
  })
})

describe('virtual servers', () => {
  it('have the server added last at the head', () => {
    const list = engineWith(3)
      .virtualServers.get(webKey)
      ?.servers.map(({ address: one }) => one)
    expect(list).toEqual(
      ['10.244.1.3', '10.244.1.2', '10.244.1.1'].map((text) => parseAddress(text)),
    )
  })

  it('keep the scheduler’s memory on an edit that does not change it', () => {
    const { virtualServers } = engineWith(2)
    const before = virtualServers.get(webKey)?.scheduler
    expect(virtualServers.edit(webKey, persistent).scheduler).toBe(before)
    expect(virtualServers.edit(webKey, { ...persistent, scheduler: 'sh' }).scheduler).not.toBe(
      before,
    )
  })

  it('come back when the journal rolls back', () => {
    const { virtualServers } = engineWith(2)
    const journal = new Journal()
    virtualServers.clear(journal)
    expect([virtualServers.list().length, virtualServers.count('IPv4')]).toEqual([0, 0])
    journal.rollBack()
    expect(virtualServers.get(webKey)?.servers.map(({ available }) => available)).toEqual([
      true,
      true,
    ])
    expect(virtualServers.count('IPv4')).toBe(1)
  })
})

it.each([
  { name: 'another scheduler', change: 'edit' },
  { name: 'the end of the virtual server', change: 'remove' },
] as const)('$name lets go of the servers that the scheduler remembered', ({ change }) => {
  const { virtualServers } = engineWith(1, { scheduler: 'lblc' })
  const virtualServer = virtualServers.get(webKey)
  const [server] = virtualServer?.servers ?? []
  if (virtualServer === undefined || server === undefined) throw new Error('no server')
  virtualServer.scheduler.pick(virtualServer.servers, requestFrom({}))
  expect(server.references).toBe(1)
  const journal = new Journal()
  if (change === 'edit') virtualServers.edit(webKey, plainOptions, journal)
  else virtualServers.remove(webKey, journal)
  expect(server.references).toBe(0)
  journal.rollBack()
  expect(server.references).toBe(1)
})
