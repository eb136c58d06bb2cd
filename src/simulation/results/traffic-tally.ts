import type { FailureReason } from '../events/run-event.ts'
import { Durations } from './durations.ts'
import type { BackendCount, Quantiles, TrafficCounts } from './run-result.ts'

/** What is known of one connection. */
export interface ConnectionRecord {
  readonly number: number
  readonly traffic: string
  /** Address without its port. */
  readonly clientAddress: string
  readonly destination: string
  readonly openedMs: number
  /** `address:port`; undefined: nobody was reached. */
  backend: string | undefined
  pod: string | undefined
  isSourceKept: boolean
  nodesPassed: number
  /** Against the same client's connection before; undefined: this was its first. */
  isSameBackend: boolean | undefined
  isAnswered: boolean
  outcome: 'completed' | FailureReason | 'open'
  endedMs: number
}

/** Sums up connections. */
export class TrafficTally {
  connections = 0
  completed = 0
  failed = 0
  open = 0
  requestsAnswered = 0
  datagramsLost = 0
  sameBackend = 0
  otherBackend = 0
  reached = 0
  sourceKept = 0
  throughOtherNode = 0
  readonly failedBy = new Map<FailureReason, number>()
  readonly #backends = new Map<string, BackendCount>()
  readonly #answers = new Durations()
  readonly #totals = new Durations()

  answered(tookMs: number): void {
    this.requestsAnswered += 1
    this.#answers.add(tookMs)
  }

  /** A connection that has ended, or stands open when the run ends. */
  add(record: ConnectionRecord): void {
    this.connections += 1
    if (record.outcome === 'completed') {
      this.completed += 1
      this.#totals.add(record.endedMs - record.openedMs)
    } else if (record.outcome === 'open') this.open += 1
    else {
      this.failed += 1
      this.failedBy.set(record.outcome, (this.failedBy.get(record.outcome) ?? 0) + 1)
    }
    if (record.backend !== undefined) this.#addReached(record, record.backend)
  }

  #addReached(record: ConnectionRecord, backend: string): void {
    this.reached += 1
    if (record.isSourceKept) this.sourceKept += 1
    if (record.nodesPassed > 1) this.throughOtherNode += 1
    if (record.isSameBackend === true) this.sameBackend += 1
    if (record.isSameBackend === false) this.otherBackend += 1
    const { pod } = record
    const key = `${backend} ${pod ?? ''}`
    const connections = (this.#backends.get(key)?.connections ?? 0) + 1
    this.#backends.set(key, { backend, pod, connections })
  }

  /** Most used first. */
  get backends(): readonly BackendCount[] {
    return [...this.#backends.values()].sort(
      (a, b) => b.connections - a.connections || (a.backend < b.backend ? -1 : 1),
    )
  }

  get answerMs(): Quantiles | undefined {
    return this.#answers.quantiles
  }

  /** From opening to end, of connections that completed. */
  get totalMs(): Quantiles | undefined {
    return this.#totals.quantiles
  }

  get counts(): TrafficCounts {
    return {
      connections: this.connections,
      completed: this.completed,
      failed: this.failed,
      failedBy: Object.fromEntries([...this.failedBy].sort(([a], [b]) => (a < b ? -1 : 1))),
      open: this.open,
      requestsAnswered: this.requestsAnswered,
      datagramsLost: this.datagramsLost,
      answerMs: this.answerMs,
      backends: this.backends,
      sameBackend: this.sameBackend,
      otherBackend: this.otherBackend,
    }
  }
}
