import { expect, it } from 'vitest'
import { deleteCatalog, shopCluster } from '../shop.ts'

it('a node is made once for each mode, and told of changes', () => {
  const kept = shopCluster()
  const { nodes, cluster } = kept
  const first = nodes.node(cluster.objects, undefined, 'iptables', 0)
  expect(nodes.node(cluster.objects, 'node-1', 'iptables', 0)).toBe(first)
  expect(nodes.node(cluster.objects, 'node-1', 'nftables', 0)).not.toBe(first)
  kept.prepare(deleteCatalog)
  const { nodes: changed } = kept.commit()
  expect(changed.map(({ node, mode }) => `${node} ${mode}`).sort()).toEqual([
    'node-1 iptables',
    'node-1 nftables',
  ])
  for (const { syncs, rules } of changed) {
    expect(syncs).toMatchObject([{ family: 'IPv4', sync: 'partial', failed: false }])
    expect(rules.removedCount).toBeGreaterThan(0)
    expect(rules.removed.join('\n')).toContain('shop/catalog')
  }
})

it('nodes that nobody asked for longest are forgotten', () => {
  const { nodes, cluster } = shopCluster()
  for (const mode of ['iptables', 'ipvs', 'nftables'] as const)
    for (const name of ['node-1', 'node-2', 'node-3'])
      for (const backend of ['legacy', 'nft'] as const)
        nodes.node(cluster.objects, name, mode, 0, backend)
  expect(nodes.kept()).toHaveLength(12)
})
