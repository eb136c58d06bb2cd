import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { type NotedSync, ProxyMetrics } from '../../../src/server/metrics/proxy-metrics.ts'
import { readExposition } from './exposition.ts'

const sync: NotedSync = {
  cluster: 'shop',
  mode: 'iptables',
  family: 'IPv4',
  sync: 'partial',
  failed: false,
  atMs: 12_000,
  lines: 12,
  waitedMs: 1_500,
  tookMs: 20,
}

async function exposed(...syncs: readonly Partial<NotedSync>[]) {
  const registry = new Registry()
  const metrics = new ProxyMetrics(registry)
  for (const one of syncs) metrics.note({ ...sync, ...one })
  return { metrics, read: async () => readExposition(await registry.metrics()) }
}

const names = (families: ReturnType<typeof readExposition>) =>
  [...families].filter(([, { samples }]) => samples.length > 0).map(([name]) => name)

describe('a family has the name, type, help and buckets of kube-proxy v1.36', () => {
  const seconds = (from: number, by: number, count: number) =>
    Array.from({ length: count }, (_, index) => String(from + by * index))
  const latency =
    '0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256 0.512 1.024 2.048 4.096 8.192 16.384'.split(
      ' ',
    )
  const programming = [
    ...['0.25', '0.5'],
    ...seconds(1, 1, 59),
    ...seconds(60, 5, 12),
    ...seconds(120, 30, 7),
  ]
  it.each([
    ['sync_proxy_rules_duration_seconds', 'SyncProxyRules latency in seconds', latency],
    [
      'sync_partial_proxy_rules_duration_seconds',
      'SyncProxyRules latency in seconds for partial resyncs',
      latency,
    ],
    [
      'sync_full_proxy_rules_duration_seconds',
      'SyncProxyRules latency in seconds for full resyncs',
      latency,
    ],
    [
      'network_programming_duration_seconds',
      'In Cluster Network Programming Latency in seconds',
      programming,
    ],
  ])('histogram %s', async (name, help, buckets) => {
    const { read } = await exposed({}, { sync: 'full' })
    const family = (await read()).get(`kubeproxy_${name}`)
    expect(family).toMatchObject({ type: 'histogram', help: `[ALPHA] ${help}` })
    const told = family?.samples.filter((one) => one.name.endsWith('_bucket')) ?? []
    expect(told.map(({ labels }) => labels.le)).toEqual([...buckets, '+Inf'])
    for (const { labels } of told)
      expect(labels).toMatchObject({ cluster: 'shop', mode: 'iptables', ip_family: 'IPv4' })
  })

  it.each([
    ['sync_proxy_rules_last_timestamp_seconds', 'gauge'],
    ['sync_proxy_rules_iptables_restore_failures_total', 'counter'],
    ['sync_proxy_rules_iptables_partial_restore_failures_total', 'counter'],
    ['sync_proxy_rules_nftables_sync_failures_total', 'counter'],
  ])('%s, a %s', async (name, type) => {
    const { read } = await exposed()
    expect((await read()).get(`kubeproxy_${name}`)?.type).toBe(type)
  })
})

describe('a sync is noted', () => {
  const shared = ['kubeproxy_sync_proxy_rules_duration_seconds']
  const succeeded = [
    'kubeproxy_sync_proxy_rules_last_timestamp_seconds',
    'kubeproxy_network_programming_duration_seconds',
  ]
  const lines = 'kpe_sync_written_lines_total'
  const partial = 'kubeproxy_sync_partial_proxy_rules_duration_seconds'
  const restore = 'kubeproxy_sync_proxy_rules_iptables_restore_failures_total'
  const partialRestore = 'kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total'
  const script = 'kubeproxy_sync_proxy_rules_nftables_sync_failures_total'
  it.each([
    { mode: 'iptables', failed: false, want: [...shared, partial, ...succeeded, lines] },
    { mode: 'ipvs', failed: false, want: [...shared, ...succeeded, lines] },
    { mode: 'iptables', failed: true, want: [...shared, partial, restore, partialRestore, lines] },
    { mode: 'ipvs', failed: true, want: [...shared, restore, lines] },
    { mode: 'nftables', failed: true, want: [...shared, partial, script, lines] },
  ])('in $mode mode, failed $failed', async ({ mode, failed, want }) => {
    const { read } = await exposed({ mode, failed })
    expect(names(await read()).sort()).toEqual([...want].sort())
  })

  it('with its virtual times in seconds', async () => {
    const { read } = await exposed({})
    const numberIn = async (family: string, name = family) =>
      (await read()).get(family)?.samples.find((one) => one.name === name)?.value
    const [took] = shared
    expect(await numberIn(took ?? '', `${took}_sum`)).toBe(0.02)
    expect(await numberIn(succeeded[0] ?? '')).toBe(12)
    expect(await numberIn(succeeded[1] ?? '', `${succeeded[1]}_sum`)).toBe(1.5)
    expect(await numberIn(lines)).toBe(12)
  })

  it('without a latency where nothing had asked for it', async () => {
    const { read } = await exposed({ waitedMs: 0 })
    expect(names(await read())).not.toContain('kubeproxy_network_programming_duration_seconds')
  })
})

it('forgets a cluster that is no more, and no other', async () => {
  const { metrics, read } = await exposed(
    { cluster: 'gone' },
    { cluster: 'gone', mode: 'nftables', failed: true },
    {},
  )
  metrics.forget('gone')
  const clusters = [...(await read()).values()].flatMap(({ samples }) =>
    samples.map(({ labels }) => labels.cluster),
  )
  expect(new Set(clusters)).toEqual(new Set(['shop']))
})
