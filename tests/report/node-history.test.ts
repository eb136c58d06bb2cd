import { expect, it } from 'vitest'
import { defaultProxyConfiguration, type ProxyMode } from '../../src/proxy/configuration.ts'
import { nodeAfter } from '../../src/report/node-history.ts'
import { selectNode } from '../../src/report/select-node.ts'
import { shopCluster } from '../server/shop.ts'

const { objects } = shopCluster().cluster
const configurationOf = (mode: ProxyMode) => ({ ...defaultProxyConfiguration, mode })

it.each([
  { earlier: [], last: 'nftables', leaves: [] },
  { earlier: ['ipvs'], last: 'nftables', leaves: ['IPv4'] },
] as const)('$last after $earlier: iptables rules of $leaves', ({ earlier, last, leaves }) => {
  const { node, syncs } = nodeAfter(
    { node: selectNode({ objects }, undefined), objects, backend: 'legacy' },
    earlier.map(configurationOf),
    configurationOf(last),
  )
  expect(syncs[0]?.mode.mode).toBe(last)
  expect([...node.engines.iptables.keys()]).toEqual(leaves)
})
