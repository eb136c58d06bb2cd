import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What `/metrics` says: kube-proxy's own names, in virtual seconds, and the server's, in real ones. */
export class ServerMetrics {
  readonly registry = new Registry()
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>
  readonly eventsSent: Counter
  readonly #syncSeconds: Histogram<'cluster' | 'node' | 'mode'>
  readonly #programmingSeconds: Histogram<'cluster'>
  readonly #syncs: Counter<'cluster' | 'mode' | 'sync'>
  readonly #lines: Counter<'cluster' | 'mode'>

  constructor(counts: {
    readonly clusters: () => number
    readonly sockets: () => number
    readonly runs: () => number
  }) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.requestSeconds = new Histogram({
      name: 'kpe_http_request_duration_seconds',
      help: 'How long the server took to answer, in real seconds.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20],
      registers,
    })
    this.eventsSent = new Counter({
      name: 'kpe_frames_sent_total',
      help: 'Frames sent over WebSockets.',
      registers,
    })
    for (const [name, help, read] of [
      ['kpe_clusters', 'Clusters that are kept.', counts.clusters],
      ['kpe_websockets', 'WebSockets that are open.', counts.sockets],
      ['kpe_runs', 'Runs that are queued, played or kept.', counts.runs],
    ] as const)
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    this.#syncSeconds = new Histogram({
      name: 'kubeproxy_sync_proxy_rules_duration_seconds',
      help: 'How long syncs took, in virtual seconds: none in a cluster that is kept, as its scenario says in a run.',
      labelNames: ['cluster', 'node', 'mode'],
      buckets: [0.001, 0.01, 0.1, 0.5, 1, 2, 4, 8, 16],
      registers,
    })
    this.#programmingSeconds = new Histogram({
      name: 'kubeproxy_network_programming_duration_seconds',
      help: 'From a change to the sync that wrote it, in virtual seconds.',
      labelNames: ['cluster'],
      buckets: [0.25, 0.5, 1, 2, 3, 4, 5, 10, 20, 30, 60],
      registers,
    })
    this.#syncs = new Counter({
      name: 'kubeproxy_sync_proxy_rules_total',
      help: 'Syncs, full and partial (kube-proxy has one histogram for each).',
      labelNames: ['cluster', 'mode', 'sync'],
      registers,
    })
    this.#lines = new Counter({
      name: 'kubeproxy_sync_proxy_rules_written_lines_total',
      help: 'Lines of the text that syncs wrote.',
      labelNames: ['cluster', 'mode'],
      registers,
    })
  }

  /** Takes note of a `sync-done` event. */
  noteSync(sync: {
    readonly cluster: string
    readonly node: string
    readonly mode: string
    readonly sync: string
    readonly lines: number
    readonly waitedMs: number
    readonly tookMs: number
  }): void {
    const { cluster, node, mode } = sync
    this.#syncSeconds.observe({ cluster, node, mode }, sync.tookMs / 1_000)
    this.#programmingSeconds.observe({ cluster }, sync.waitedMs / 1_000)
    this.#syncs.inc({ cluster, mode, sync: sync.sync })
    this.#lines.inc({ cluster, mode }, sync.lines)
  }

  /** Of a cluster that is no more. */
  async forget(cluster: string): Promise<void> {
    for (const metric of [this.#syncSeconds, this.#programmingSeconds, this.#syncs, this.#lines]) {
      const { values } = await metric.get()
      const own = values.filter(({ labels }) => labels.cluster === cluster)
      for (const text of new Set(own.map(({ labels }) => JSON.stringify(withoutBucket(labels)))))
        metric.remove(JSON.parse(text))
    }
  }
}

function withoutBucket(labels: object): object {
  const { le: _, ...rest } = labels as { le?: unknown }
  return rest
}
