import assert from 'node:assert/strict'
import { proxyModes } from '../src/proxy/configuration.ts'
import { clusterOf, live, seed } from './workloads/living-cluster.ts'

/** One rollout in a large cluster: every node's kube-proxy follows it, three nodes' rules are looked at. */
const nodes = 1_000
const services = 1_000
const untilMs = 60_000
const looked = ['node-1', 'node-2', 'node-500']

console.log(
  `${nodes} nodes, ${services} Services × 3 Pods, one Deployment rolled out, seed ${seed}:\n`,
)
console.log(
  '| mode | cluster made, s | rollout, s | three nodes made, s | syncs | heap, MB | target, s | target, MB |',
)
console.log('|---|--:|--:|--:|--:|--:|--:|--:|')
for (const mode of proxyModes) {
  const times = [performance.now()]
  const note = () => times.push(performance.now())
  const cluster = clusterOf(nodes, services)
  note()
  const { living, timeline, counts } = live(cluster, mode)
  living.rollOut({ kind: 'Deployment', namespace: 'default', name: 's0' })
  timeline.runTo(untilMs)
  note()
  for (const name of looked) assert.equal(living.nodes.get(name)?.emulated.modes[0]?.mode, mode)
  note()
  assert.ok(living.isConverged)
  assert.equal(counts.get('pod-created'), 3)
  const seconds = times
    .slice(1)
    .map((time, index) => ((time - (times[index] ?? 0)) / 1000).toFixed(1))
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1e6)
  console.log(
    `| ${mode} | ${seconds.join(' | ')} | ${counts.get('sync-done')} | ${heapMb} | 60 | 4000 |`,
  )
}
