import { expect, it } from 'vitest'
import { countRules, formatModes, freshNode } from '../../../src/cli/demo/demo-modes.ts'
import { chooseTraffic } from '../../../src/cli/demo/demo-traffic.ts'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { a, b, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith } from '../../simulation/node/small-node.ts'

const cluster = clusterWith(service(), slice([a, b]))

it('counts a node’s rules by table', () => {
  const [mode] = freshNode(cluster, defaultProxyConfiguration).modes
  const tables = mode === undefined ? [] : countRules(mode)
  expect(tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['nat', 'filter']))
  expect(tables.find(({ table }) => table === 'nat')?.rules).toBeGreaterThan(5)
})

it('shows the three modes side by side', () => {
  const traffic = chooseTraffic(cluster, freshNode(cluster, defaultProxyConfiguration))
  if (traffic === undefined) throw new Error('nothing chosen')
  const text = formatModes(cluster, traffic, (mode) => ({ ...defaultProxyConfiguration, mode }), 1)
  expect(text.split('\n')[0]).toMatch(/^MODE +IPTABLES +IPVS +NFTABLES$/)
  expect(text).toMatch(/the same with ClientIP affinity +47 of 47 +47 of 47 +47 of 47/)
  expect(text).toMatch(/least to most .* 5,000 to 5,000/)
})
