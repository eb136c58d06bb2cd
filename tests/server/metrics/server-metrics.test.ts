import { expect, it } from 'vitest'
import { ServerMetrics } from '../../../src/server/metrics/server-metrics.ts'
import { readExposition } from './exposition.ts'

const metrics = new ServerMetrics({ clusters: () => 3, sockets: () => 2, runs: () => 1 })

it('counts what the server holds', async () => {
  const families = readExposition(await metrics.registry.metrics())
  for (const [name, value] of [
    ['kpe_clusters', 3],
    ['kpe_websockets', 2],
    ['kpe_runs', 1],
  ] as const)
    expect(families.get(name)?.samples).toEqual([{ name, labels: {}, value }])
})

it("has the server's own, in real seconds, beside kube-proxy's", async () => {
  metrics.requestSeconds.observe({ method: 'GET', route: '/healthz', status: '200' }, 0.003)
  const families = readExposition(await metrics.registry.metrics())
  const told = families.get('kpe_http_request_duration_seconds')
  expect(told?.samples.find(({ name }) => name.endsWith('_sum'))).toMatchObject({
    labels: { route: '/healthz' },
    value: 0.003,
  })
  for (const name of [
    'kubeproxy_sync_proxy_rules_duration_seconds',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
  ])
    expect(families.has(name)).toBe(true)
})
