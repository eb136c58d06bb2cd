import { describe, expect, it } from 'vitest'
import { printSave } from '../../../src/kernel/iptables/text/save-writer.ts'
import { defaultProxyConfiguration, type ProxyMode } from '../../../src/proxy/configuration.ts'
import type { EmulatedNode } from '../../../src/simulation/node/emulated-node.ts'
import { runCleanup } from '../../../src/simulation/node/run-cleanup.ts'
import { a, address, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, exchangeOn, requestBetween, workerOf } from './small-node.ts'

const cluster = clusterWith(service(), slice([a]))

function nodeAfter(...modes: readonly [ProxyMode, ...ProxyMode[]]): EmulatedNode {
  const [first, ...others] = modes
  const node = workerOf(cluster, first, { families: ['IPv4'] })
  node.sync(0)
  for (const mode of others) {
    node.restart({ ...defaultProxyConfiguration, mode }, cluster.objects)
    node.sync(0)
  }
  return node
}

const chainsOf = (node: EmulatedNode) =>
  [...node.engines.iptables.values()].flatMap((engine) =>
    engine
      .tables()
      .flatMap(({ chains }) => [...chains.keys()].filter((name) => /^KUBE/.test(name))),
  )

describe('what is left on a node', () => {
  it('after iptables mode: KUBE-FIREWALL, which is the kubelet’s too', () => {
    expect(chainsOf(nodeAfter('iptables', 'nftables'))).toEqual(['KUBE-FIREWALL'])
  })

  it('after IPVS mode: nothing of IPv4', () => {
    const node = nodeAfter('ipvs', 'nftables')
    expect(chainsOf(node)).toEqual([])
    expect([...node.engines.ipvs.sets]).toEqual([])
    expect(node.engines.ipvs.addresses).toEqual([])
    expect(node.kernel.routing.hasInterface('kube-ipvs0')).toBe(false)
  })

  // As the real CleanupLeftovers left it on a real kernel, with either backend of iptables.
  it('after iptables, then IPVS mode: Services’ chains, which a second start removes', () => {
    const node = nodeAfter('iptables', 'ipvs', 'nftables')
    expect(chainsOf(node)).toContain('KUBE-MARK-MASQ')
    expect(chainsOf(node).some((name) => name.startsWith('KUBE-SEP-'))).toBe(true)
    node.restart({ ...defaultProxyConfiguration, mode: 'nftables' }, cluster.objects)
    expect(chainsOf(node).some((name) => name.startsWith('KUBE-SEP-'))).toBe(false)
  })

  it('after nftables mode: no table', () => {
    expect(nodeAfter('nftables', 'ipvs').engines.nftables.list()).toBe('')
  })

  it('after --cleanup: no Service', () => {
    const node = nodeAfter('ipvs')
    node.cleanUp()
    const toService = requestBetween('pod', `${address.pod}:40000`, `${address.clusterIp}:80`)
    expect(exchangeOn(node, toService).result.where).toBe('upstream')
    expect(node.sync(0)).toEqual([])
  })

  it('of IPv6 after IPVS mode: its sets', () => {
    const node = workerOf(cluster, 'ipvs')
    node.sync(0)
    node.cleanUp()
    const names = [...node.engines.ipvs.sets].map(({ name }) => name)
    expect(names).toHaveLength(17)
    expect(names.every((name) => name.startsWith('KUBE-6-'))).toBe(true)
  })
})

describe('a step', () => {
  it('fails while something leads to a chain, and changes nothing', () => {
    const node = nodeAfter('ipvs')
    const before = saved(node)
    const text = '*nat\n:KUBE-MARK-MASQ - [0:0]\n-X KUBE-MARK-MASQ\nCOMMIT\n'
    const [outcome] = runCleanup([{ kind: 'restore', family: 'IPv4', text }], node.engines)
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('KUBE-MARK-MASQ'),
    })
    expect(saved(node)).toBe(before)
  })

  it('fails while a rule asks a set', () => {
    const node = nodeAfter('ipvs')
    const [outcome] = runCleanup([{ kind: 'destroy-set', set: 'KUBE-CLUSTER-IP' }], node.engines)
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'KUBE-CLUSTER-IP is in use by a rule',
    })
  })

  it('finds nothing in a family that has no rules', () => {
    const node = nodeAfter('nftables')
    const step = { kind: 'flush-chain', family: 'IPv6', table: 'nat', chain: 'X' } as const
    expect(runCleanup([step], node.engines)).toEqual([{ step, kind: 'nothing' }])
  })
})

function saved({ engines }: EmulatedNode): string {
  return [...engines.iptables.values()]
    .map((engine) => printSave(engine.tables(), { backend: 'legacy' }))
    .join('')
}
