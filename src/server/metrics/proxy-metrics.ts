import {
  Counter,
  exponentialBuckets,
  Gauge,
  Histogram,
  linearBuckets,
  type Registry,
} from 'prom-client'

/** What a `sync-done` event says, and whose it is. */
export interface NotedSync {
  /** A cluster that is kept, or a run. */
  readonly cluster: string
  readonly mode: string
  readonly family: 'IPv4' | 'IPv6'
  readonly sync: 'full' | 'partial'
  readonly failed: boolean
  readonly atMs: number
  readonly lines: number
  readonly waitedMs: number
  readonly tookMs: number
}

/** One kube-proxy has one mode, and is told from others by its target's labels: here they are `cluster` and `mode`. */
interface Labels extends Record<'cluster' | 'mode' | 'ip_family', string> {}

const labelNames = ['cluster', 'mode', 'ip_family'] as const
// As pkg/proxy/metrics/metrics.go has them.
const syncBuckets = exponentialBuckets(0.001, 2, 15)
const programmingBuckets = [
  ...linearBuckets(0.25, 0.25, 2),
  ...linearBuckets(1, 1, 59),
  ...linearBuckets(60, 5, 12),
  ...linearBuckets(120, 30, 7),
]

/**
 * kube-proxy's own metrics, in virtual seconds: names, types, buckets and help of kube-proxy v1.36 (pkg/proxy/metrics/metrics.go;
 * component-base puts the stability before the help), for what the emulator knows of a sync.
 */
export class ProxyMetrics {
  readonly #registers: Registry[]
  readonly #syncs: Histogram
  readonly #fullSyncs: Histogram
  readonly #partialSyncs: Histogram
  readonly #lastSync: Gauge
  readonly #programming: Histogram
  readonly #iptablesFailures: Counter
  readonly #iptablesPartialFailures: Counter
  readonly #nftablesFailures: Counter
  readonly #lines: Counter
  /** By cluster, to forget them with it. */
  readonly #labels = new Map<string, Map<string, Labels>>()

  constructor(registry: Registry) {
    this.#registers = [registry]
    const latency = 'SyncProxyRules latency in seconds'
    this.#syncs = this.#histogram('sync_proxy_rules_duration_seconds', latency, syncBuckets)
    this.#fullSyncs = this.#histogram(
      'sync_full_proxy_rules_duration_seconds',
      `${latency} for full resyncs`,
      syncBuckets,
    )
    this.#partialSyncs = this.#histogram(
      'sync_partial_proxy_rules_duration_seconds',
      `${latency} for partial resyncs`,
      syncBuckets,
    )
    this.#lastSync = new Gauge({
      name: 'kubeproxy_sync_proxy_rules_last_timestamp_seconds',
      help: '[ALPHA] The last time proxy rules were successfully synced',
      labelNames,
      registers: this.#registers,
    })
    this.#programming = this.#histogram(
      'network_programming_duration_seconds',
      'In Cluster Network Programming Latency in seconds',
      programmingBuckets,
    )
    this.#iptablesFailures = this.#counter(
      'kubeproxy_sync_proxy_rules_iptables_restore_failures_total',
      '[ALPHA] Cumulative proxy iptables restore failures',
    )
    this.#iptablesPartialFailures = this.#counter(
      'kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total',
      '[ALPHA] Cumulative proxy iptables partial restore failures',
    )
    this.#nftablesFailures = this.#counter(
      'kubeproxy_sync_proxy_rules_nftables_sync_failures_total',
      '[ALPHA] Cumulative proxy nftables sync failures',
    )
    this.#lines = this.#counter(
      'kpe_sync_written_lines_total',
      'Lines of the text that syncs wrote: iptables-restore input, nft scripts, ipvsadm and ipset commands.',
    )
  }

  note({ cluster, mode, family, sync, failed, atMs, lines, waitedMs, tookMs }: NotedSync): void {
    const labels: Labels = { cluster, mode, ip_family: family }
    this.#remember(labels)
    this.#syncs.observe(labels, tookMs / 1_000)
    // The IPVS proxier has one kind of sync only (RegisterMetrics).
    if (mode !== 'ipvs')
      (sync === 'full' ? this.#fullSyncs : this.#partialSyncs).observe(labels, tookMs / 1_000)
    this.#lines.inc(labels, lines)
    if (failed) {
      this.#noteFailure(labels, sync)
      return
    }
    this.#lastSync.set(labels, atMs / 1_000)
    // Of a sync that nothing had asked for, there is no latency.
    if (waitedMs > 0) this.#programming.observe(labels, waitedMs / 1_000)
  }

  /** Of a cluster or run that is no more. */
  forget(cluster: string): void {
    for (const labels of this.#labels.get(cluster)?.values() ?? [])
      for (const metric of this.#all()) metric.remove(labels)
    this.#labels.delete(cluster)
  }

  #noteFailure(labels: Labels, sync: 'full' | 'partial'): void {
    if (labels.mode === 'nftables') {
      this.#nftablesFailures.inc(labels)
      return
    }
    this.#iptablesFailures.inc(labels)
    if (labels.mode === 'iptables' && sync === 'partial') this.#iptablesPartialFailures.inc(labels)
  }

  #remember(labels: Labels): void {
    const known = this.#labels.get(labels.cluster) ?? new Map<string, Labels>()
    this.#labels.set(labels.cluster, known.set(`${labels.mode} ${labels.ip_family}`, labels))
  }

  #all() {
    return [
      this.#syncs,
      this.#fullSyncs,
      this.#partialSyncs,
      this.#lastSync,
      this.#programming,
      this.#iptablesFailures,
      this.#iptablesPartialFailures,
      this.#nftablesFailures,
      this.#lines,
    ]
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({
      name: `kubeproxy_${name}`,
      help: `[ALPHA] ${help}`,
      labelNames,
      buckets,
      registers: this.#registers,
    })
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, labelNames, registers: this.#registers })
  }
}
