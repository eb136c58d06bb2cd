import { describe, expect, it } from 'vitest'
import { type Address, parseAddress } from '../../src/packet/address.ts'
import { protocolNumber } from '../../src/packet/protocol.ts'
import { type ProxyMode, proxyModes } from '../../src/proxy/configuration.ts'
import { spreadConnections } from '../../src/simulation/connection-spread.ts'
import { a, address, b, c, service, slice } from '../conformance/cluster-objects.ts'
import { end } from '../kernel/packets.ts'
import { surroundings, syncedWorker } from './node/small-node.ts'

const clients = [20, 21, 22, 23, 24, 25, 26].map((host) => parseAddress(`10.244.1.${host}`))

interface Asked {
  readonly objects?: readonly unknown[]
  readonly count?: number
  readonly seed?: number
  readonly clients?: readonly Address[]
  readonly to?: string
}

const spread = (mode: ProxyMode, asked: Asked = {}) => {
  const { objects = [service(), slice([a, b, c])], to = `${address.clusterIp}:80` } = asked
  return spreadConnections(syncedWorker(mode, ...objects).kernel, surroundings, {
    clients: asked.clients ?? clients,
    destination: end(to),
    protocol: protocolNumber.tcp,
    count: asked.count ?? 600,
    seed: asked.seed ?? 1,
    startMs: 0,
  })
}
const total = (byBackend: ReadonlyMap<string, number>) =>
  [...byBackend.values()].reduce((sum, count) => sum + count, 0)

describe.each(proxyModes)('connections in %s mode', (mode) => {
  it('are all counted, each with a backend of the Service', () => {
    const { byBackend } = spread(mode)
    expect(total(byBackend)).toBe(600)
    expect([...byBackend.keys()].sort()).toEqual([
      '10.244.1.5:8080',
      '10.244.1.6:8080',
      '10.244.2.5:8080',
    ])
    // 200 each are expected; six standard deviations of a binomial are 69.
    for (const count of byBackend.values()) expect(Math.abs(count - 200)).toBeLessThan(70)
  })

  it('go the same ways for the same seed', () => {
    expect(spread(mode, { seed: 5 })).toEqual(spread(mode, { seed: 5 }))
  })

  it('of a client stay with a backend under session affinity', () => {
    const objects = [service({ spec: { sessionAffinity: 'ClientIP' } }), slice([a, b, c])]
    expect(spread(mode, { objects }).faithfulClients).toBe(clients.length)
  })

  it('do not stay without', () => {
    expect(spread(mode).faithfulClients).toBe(0)
  })

  it('that nobody takes are counted under no name', () => {
    const { byBackend } = spread(mode, { objects: [service()], count: 10 })
    expect([...byBackend]).toEqual([['', 10]])
  })
})

it('is round robin in IPVS mode: equal but for the rest', () => {
  const { byBackend } = spread('ipvs', { count: 601 })
  expect([...byBackend.values()].sort()).toEqual([200, 200, 201])
})

it('of no clients is empty', () => {
  expect(spread('iptables', { clients: [] })).toEqual({ byBackend: new Map(), faithfulClients: 0 })
})

it('counts a port of the node that nobody listens at as not got through', () => {
  const { byBackend } = spread('iptables', { to: `${address.node}:81`, count: 7 })
  expect([...byBackend]).toEqual([['', 7]])
})
