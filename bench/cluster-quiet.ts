import assert from 'node:assert/strict'
import { proxyModes } from '../src/proxy/configuration.ts'
import { clusterOf, live, seed } from './workloads/living-cluster.ts'

/** A day in which nothing happens: only the syncs that nobody asks for. */
const nodes = 3
const services = 20
const dayMs = 24 * 3_600_000

/** Syncs of one kube-proxy in a day: at its start, then once an hour; in IPVS mode every 30 s, of 20 ms each. */
const expected = { iptables: 24, ipvs: 2_879, nftables: 24 }

console.log(`${nodes} nodes, ${services} Services × 3 Pods, 24 h of virtual time, seed ${seed}:\n`)
console.log('| mode | ms | syncs made, a node | counted, a node | target, ms |')
console.log('|---|--:|--:|--:|--:|')
for (const mode of proxyModes) {
  const { living, timeline } = live(clusterOf(nodes, services), mode)
  const start = performance.now()
  timeline.runTo(dayMs)
  const tookMs = performance.now() - start
  const { made, idle } = living.syncCounts('node-1')
  assert.equal(made + idle, expected[mode])
  assert.ok(living.isConverged)
  console.log(`| ${mode} | ${tookMs.toFixed(0)} | ${made} | ${idle} | 1000 |`)
}
