import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration, proxyModes } from '../../../src/proxy/configuration.ts'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import { hookOwnersOf, type NodeSync } from '../../../src/simulation/node/node-mode.ts'
import { a, address, b, c, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, exchangeOn, requestBetween, syncedWorker, workerOf } from './small-node.ts'

it.each([
  { mode: 'iptables' as const, count: 1 },
  { mode: 'ipvs' as const, count: 2 },
  { mode: 'nftables' as const, count: 1 },
])('$mode mode puts $count engines on the hooks', ({ mode, count }) => {
  expect(
    syncedWorker(mode)
      .modes.map(hookOwnersOf)
      .map((owners) => owners.length),
  ).toEqual([count, count])
})

const before = clusterWith(service(), slice([a, b]))
const after = clusterWith(service(), slice([a, c]))

/** kube-proxy restarts while the cluster changes. */
function restarted(mode: (typeof proxyModes)[number]): {
  readonly node: EmulatedNode
  readonly sync: NodeSync
} {
  const node = workerOf(before, mode, { families: ['IPv4'] })
  node.sync(0)
  node.restart({ ...defaultProxyConfiguration, mode }, after.objects)
  const [sync] = node.sync(0)
  if (sync === undefined) throw new Error('no sync')
  return { node, sync }
}

describe('a kube-proxy that starts over its own earlier rules', () => {
  it('in iptables mode removes the chains that nobody wants any more', () => {
    const { node, sync } = restarted('iptables')
    if (sync.kind !== 'iptables') throw new Error('another mode')
    expect(sync.sync.transaction.restore.match(/^-X KUBE-.*/gm)).toHaveLength(1)
    const chains = [...(node.engines.iptablesOf('IPv4').table('nat')?.chains.keys() ?? [])]
    expect(chains.filter((name) => name.startsWith('KUBE-SEP-'))).toHaveLength(2)
  })

  it('in IPVS mode changes only what is different', () => {
    const { sync } = restarted('ipvs')
    if (sync.kind !== 'ipvs') throw new Error('another mode')
    const operations = sync.sync.transaction.operations.map((one) =>
      'realServer' in one ? `${one.kind} ${one.realServer.text}` : one.kind,
    )
    expect(operations).toEqual([
      `add-real-server ${c.address}:8080`,
      `delete-real-server ${b.address}:8080`,
    ])
  })

  it('in nftables mode writes its chains anew, and no element twice', () => {
    const { sync } = restarted('nftables')
    if (sync.kind !== 'nftables') throw new Error('another mode')
    const operations = sync.sync.transaction.flatMap((one) => one.operations)
    const elements = operations.flatMap((one) =>
      one.kind === 'element' ? [`${one.verb} ${one.key}`] : [],
    )
    expect(elements.filter((text) => text.includes(address.clusterIp))).toEqual([])
    expect(elements).toContainEqual(expect.stringContaining(`delete ${b.address}`))
  })

  it.each(proxyModes)('leads to the new endpoints in %s mode', (mode) => {
    const { node } = restarted(mode)
    const request = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:80`)
    expect(exchangeOn(node, request).result.outcome).toBe('reached')
  })
})
