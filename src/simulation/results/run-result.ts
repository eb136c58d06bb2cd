import type { ProxyMode } from '../../proxy/configuration.ts'
import type { FailureReason } from '../events/run-event.ts'

/** What one run of a scenario came to, as data (JSON-able). Times are milliseconds of virtual time. */
export interface RunResult {
  /** The file's name without its ending. */
  readonly scenario: string
  readonly purpose: string
  readonly mode: ProxyMode
  /** `cause`: as the scenario says. `without`: played without the cause of what it shows. */
  readonly part: RunPart
  readonly seed: number
  readonly durationMs: number
  /** Of each of the scenario's traffics, in its order. */
  readonly traffic: readonly TrafficResult[]
  /** Of the scenario's events, in their order. */
  readonly convergence: readonly Convergence[]
  /** The most that any one node held at a time. */
  readonly peaks: TableSizes
  /** Of all nodes when the run ended, what had expired left out. */
  readonly atEnd: TableSizes
  readonly syncs: SyncCounts
  /** What checkers saw that must not be. */
  readonly violations: readonly Violation[]
  readonly expectations: readonly ExpectationResult[]
  /** What the scenario made happen that the model does not hold as a mechanism. */
  readonly injections: readonly string[]
  /** Every expectation met, and no violation but those that were expected. */
  readonly passed: boolean
}

export type RunPart = 'cause' | 'without'

export interface TrafficResult extends TrafficCounts {
  readonly traffic: string
}

export interface TrafficCounts {
  readonly connections: number
  readonly completed: number
  readonly failed: number
  /** Only reasons that occurred. */
  readonly failedBy: Readonly<Partial<Record<FailureReason, number>>>
  /** Neither completed nor failed when the run ended. */
  readonly open: number
  readonly requestsAnswered: number
  /** Undefined: nothing was answered. */
  readonly answerMs: Quantiles | undefined
  /** By connections, most first. */
  readonly backends: readonly BackendCount[]
  /** One-way datagrams that nobody received. */
  readonly datagramsLost: number
  /** Second and later connections of a client: to the backend of its one before, or to another. */
  readonly sameBackend: number
  readonly otherBackend: number
}

export interface Quantiles {
  readonly median: number
  readonly p99: number
  readonly longest: number
}

export interface BackendCount {
  /** `address:port`. */
  readonly backend: string
  /** `namespace/name`; undefined: no pod. */
  readonly pod: string | undefined
  readonly connections: number
}

export interface Convergence {
  /** As the scenario writes it: `rollOut deployment/default/web`. */
  readonly event: string
  /** What expectations call it. */
  readonly name: string | undefined
  readonly atMs: number
  /** Until the last node wrote rules because of it; undefined: no node did. */
  readonly rulesMs: number | undefined
  /** Until the last connection failed because of it; undefined: none did. */
  readonly failuresMs: number | undefined
  readonly failures: number
}

export interface TableSizes {
  readonly conntrackEntries: number
  readonly ipvsConnections: number
}

/** Over all nodes and families. */
export interface SyncCounts {
  readonly full: number
  readonly partial: number
  readonly failed: number
  readonly lines: number
  readonly bytes: number
}

export interface Violation {
  readonly checker: string
  /** Of the first one. */
  readonly atMs: number
  readonly detail: string
  readonly count: number
}

export interface ExpectationResult {
  /** As a sentence: `steady: failed is 0`. */
  readonly expectation: string
  readonly met: boolean
  readonly seen: string
  /** Of the expectation in the scenario: `file:line:column`. */
  readonly at: string
}
