import { expect, it } from 'vitest'
import { ServerMetrics } from '../../../src/server/metrics/server-metrics.ts'

const metrics = new ServerMetrics({ clusters: () => 3, sockets: () => 2, runs: () => 1 })
const sync = {
  cluster: 'shop',
  node: 'node-1',
  mode: 'iptables',
  sync: 'partial',
  lines: 12,
  waitedMs: 1_500,
  tookMs: 20,
}

it("has kube-proxy's own names, in virtual seconds", async () => {
  metrics.noteSync(sync)
  const text = await metrics.registry.metrics()
  expect(text).toContain(
    'kubeproxy_sync_proxy_rules_duration_seconds_sum{cluster="shop",node="node-1",mode="iptables"} 0.02',
  )
  expect(text).toContain('kubeproxy_network_programming_duration_seconds_sum{cluster="shop"} 1.5')
})

it('counts what the server holds', async () => {
  const text = await metrics.registry.metrics()
  for (const line of ['kpe_clusters 3', 'kpe_websockets 2', 'kpe_runs 1'])
    expect(text).toContain(`\n${line}\n`)
})

it('forgets a cluster that is no more', async () => {
  metrics.noteSync({ ...sync, cluster: 'gone' })
  await metrics.forget('gone')
  const text = await metrics.registry.metrics()
  expect(text).not.toContain('gone')
  expect(text).toContain('cluster="shop"')
})
