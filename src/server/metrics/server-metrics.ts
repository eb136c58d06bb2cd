import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ProxyMetrics } from './proxy-metrics.ts'

/** What `/metrics` says: kube-proxy's own names, in virtual seconds, and the server's, in real ones. */
export class ServerMetrics {
  readonly registry = new Registry()
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>
  readonly eventsSent: Counter
  readonly syncs: ProxyMetrics

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
    this.syncs = new ProxyMetrics(this.registry)
  }
}
