import { describe, expect, it } from 'vitest'
import { IpvsEngine } from '../../../src/kernel/ipvs/engine.ts'
import { requestOf, templateKey } from '../../../src/kernel/ipvs/scheduling.ts'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import {
  connect,
  contextAt,
  engineWith,
  packetTo,
  plainOptions,
  remote,
  serverAt,
  webKey,
} from './some-servers.ts'

const serverOf = (engine: IpvsEngine, port: number, client: string, nowMs = 0) => {
  const server = connect(engine, port, nowMs, { source: parseAddress(client) })?.server
  return server && formatAddress(server.address)
}

describe('persistence', () => {
  it('keeps a client, or its network, with one server', () => {
    const engine = engineWith(3, { persistentSeconds: 100, netmask: 0xffffff00 })
    const reached = ['10.1.0.1', '10.1.0.2', '10.1.1.1', '10.1.0.3'].map((client, index) =>
      serverOf(engine, 1000 + index, client),
    )
    expect(reached).toEqual(['10.244.1.3', '10.244.1.3', '10.244.1.2', '10.244.1.3'])
  })

  it.each([
    { name: 'a removed server’s template does not hold', expire: 0, edit: 'remove', stays: false },
    { name: 'a weight of 0 lets the client stay', expire: 0, edit: 'weight 0', stays: true },
    {
      name: 'a weight of 0 with expire_quiescent_template=1 does not',
      expire: 1,
      edit: 'weight 0',
      stays: false,
    },
  ])('$name', ({ expire, edit, stays }) => {
    const engine = engineWith(3, { persistentSeconds: 100 })
    engine.sysctls.expire_quiescent_template = expire
    const first = serverOf(engine, 1, '10.1.0.1')
    const server = serverAt('10.244.1.3')
    if (edit === 'remove') engine.virtualServers.removeServer(webKey, server)
    else engine.virtualServers.editServer(webKey, { ...server, weight: 0 })
    expect(serverOf(engine, 2, '10.1.0.1') === first).toBe(stays)
  })

  it('of a mark does not ask for address, port or protocol', () => {
    const engine = new IpvsEngine()
    const key = { kind: 'mark', mark: 7, family: 'IPv4' } as const
    engine.virtualServers.add(key, { ...plainOptions, persistentSeconds: 100 })
    for (const number of [1, 2])
      engine.virtualServers.addServer(key, { ...serverAt(`10.244.1.${number}`), port: 0 })
    const to = (destination: string, destinationPort: number, protocol: number) => ({
      ...engine.packets.input(
        packetTo({ destination: parseAddress(destination), destinationPort, protocol }),
        { ...remote, mark: 7 },
        contextAt(0),
      ),
    })
    const [one, other] = [to('10.96.0.1', 80, 6), to('10.96.0.2', 53, 17)]
    expect([other.byTemplate, other.server === one.server, other.serverPort]).toEqual([
      true,
      true,
      53,
    ])
  })
})

describe('other services', () => {
  it('a one-packet service keeps nothing', () => {
    const engine = new IpvsEngine()
    const key = { ...webKey, protocol: 17 }
    engine.virtualServers.add(key, { ...plainOptions, onePacket: true })
    for (const number of [1, 2])
      engine.virtualServers.addServer(key, serverAt(`10.244.1.${number}`))
    const reached = [1, 2, 3].map(
      () => engine.packets.input(packetTo({ protocol: 17 }), remote, contextAt(0)).server?.address,
    )
    expect(reached.map((address) => formatAddress(address ?? parseAddress('::')))).toEqual([
      '10.244.1.2',
      '10.244.1.1',
      '10.244.1.2',
    ])
    expect(engine.connections.tables.IPv4.count).toBe(0)
  })

  it('an answer of a server on the node is not scheduled', () => {
    const engine = engineWith(1)
    connect(engine, 1)
    const answer = packetTo({
      source: parseAddress('10.96.0.10'),
      sourcePort: 80,
      destination: parseAddress('10.1.0.2'),
      destinationPort: 1,
    })
    engine.virtualServers.add({ ...webKey, address: answer.destination, port: 1 }, plainOptions)
    engine.virtualServers.addServer(
      { ...webKey, address: answer.destination, port: 1 },
      serverAt('10.9.9.9'),
    )
    expect(engine.packets.input(answer, { ...remote, local: true }, contextAt(0)).verdict).toBe(
      'accept',
    )
    expect(engine.packets.input(answer, remote, contextAt(0)).verdict).toBe('forward')
  })

  it('FTP keeps a template for every port, and lets other ports go on without one', () => {
    const engine = new IpvsEngine()
    const key = { ...webKey, port: 21 }
    const virtualServer = engine.virtualServers.add(key, {
      ...plainOptions,
      persistentSeconds: 100,
    })
    expect(templateKey(virtualServer, packetTo({ destinationPort: 21 })).virtualPort).toBe(0)
    expect(
      engine.packets.input(packetTo({ destinationPort: 2000 }), remote, contextAt(0)).verdict,
    ).toBe('accept')
    expect(
      engine.packets.input(packetTo({ destinationPort: 21 }), remote, contextAt(0)).verdict,
    ).toBe('reject')
  })
})

it('a request folds the addresses of its packet', () => {
  const virtualServer = engineWith(1).virtualServers.get(webKey)
  if (virtualServer === undefined) throw new Error('no virtual server')
  const request = requestOf(virtualServer, packetTo(), 5, contextAt(0))
  expect(request).toMatchObject({
    sourceFold: 0x0a010002,
    destinationFold: 0x0a60000a,
    nowTicks: 5,
    sourcePort: 20_001,
  })
})
