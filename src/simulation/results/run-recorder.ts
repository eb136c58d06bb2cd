import type { LivingNode } from '../cluster/living-node.ts'
import type { EventStream } from '../events/event-stream.ts'
import type { RunEvent } from '../events/run-event.ts'
import type { ConnectionFilter, Expectation } from '../scenario/expectation.ts'
import type { ScenarioPart } from '../scenario/scenario.ts'
import { ConnectionLedger } from './connection-ledger.ts'
import { ConvergenceRecorder } from './convergence-recorder.ts'
import type { Convergence, SyncCounts, TableSizes, TrafficResult, Violation } from './run-result.ts'
import { tableSizesOf } from './table-sizes.ts'
import type { TrafficTally } from './traffic-tally.ts'

/** How often a node's tables are looked at in a run: counting what has not expired takes a walk through them. */
const sampleCount = 500

export const everything: ConnectionFilter = {
  traffic: undefined,
  pod: undefined,
  fromMs: 0,
  untilMs: Number.POSITIVE_INFINITY,
}

/** Observes a run, and knows afterwards what came of it. */
export class RunRecorder {
  readonly #nodes: ReadonlyMap<string, LivingNode>
  readonly #traffics: readonly string[]
  readonly #ledger: ConnectionLedger
  readonly #convergence: ConvergenceRecorder
  readonly #syncs = { full: 0, partial: 0, failed: 0, lines: 0, bytes: 0 }
  readonly #violations = new Map<string, Violation>()
  readonly #samplePeriodMs: number
  readonly #nextSampleMs = new Map<string, number>()
  #peaks: TableSizes = { conntrackEntries: 0, ipvsConnections: 0 }

  constructor(
    part: ScenarioPart,
    expectations: readonly Expectation[],
    nodes: ReadonlyMap<string, LivingNode>,
    events: EventStream,
  ) {
    this.#nodes = nodes
    this.#samplePeriodMs = part.endMs / sampleCount
    this.#traffics = part.traffic.map(({ name }) => name)
    this.#convergence = new ConvergenceRecorder(part.events, part.endMs)
    this.#ledger = new ConnectionLedger((record) => this.#convergence.ended(record))
    for (const traffic of this.#traffics) this.tallyOf({ ...everything, traffic })
    for (const one of expectations) if (one.kind === 'connections') this.tallyOf(one.filter)
    events.subscribe((event) => this.#observe(event))
  }

  tallyOf(filter: ConnectionFilter): TrafficTally {
    return this.#ledger.tallyOf(filter)
  }

  /** To be called once, when the run is over. */
  finish(): void {
    this.#ledger.finish()
  }

  get traffic(): readonly TrafficResult[] {
    return this.#traffics.map((traffic) => ({
      traffic,
      ...this.tallyOf({ ...everything, traffic }).counts,
    }))
  }

  get convergence(): readonly Convergence[] {
    return this.#convergence.convergence
  }

  get peaks(): TableSizes {
    return this.#peaks
  }

  sizesAt(nowMs: number): TableSizes {
    return [...this.#nodes.values()]
      .map((node) => tableSizesOf(node, nowMs))
      .reduce(
        (sum, sizes) => ({
          conntrackEntries: sum.conntrackEntries + sizes.conntrackEntries,
          ipvsConnections: sum.ipvsConnections + sizes.ipvsConnections,
        }),
        { conntrackEntries: 0, ipvsConnections: 0 },
      )
  }

  get syncs(): SyncCounts {
    return { ...this.#syncs }
  }

  get violations(): readonly Violation[] {
    return [...this.#violations.values()]
  }

  #observe(event: RunEvent): void {
    switch (event.kind) {
      case 'endpoint-chosen':
        this.#ledger.observe(event)
        for (const name of event.path) this.#measure(name, event.atMs)
        return
      case 'connection-opened':
      case 'datagram-lost':
      case 'request-answered':
      case 'connection-ended':
        this.#ledger.observe(event)
        return
      case 'sync-done':
        this.#convergence.synced(event)
        this.#syncs[event.sync] += 1
        if (event.failed) this.#syncs.failed += 1
        this.#syncs.lines += event.lines ?? 0
        this.#syncs.bytes += event.bytes ?? 0
        return
      case 'violation': {
        const { checker, atMs, detail } = event
        const first = this.#violations.get(checker) ?? { checker, atMs, detail, count: 0 }
        this.#violations.set(checker, { ...first, count: first.count + 1 })
        return
      }
      default:
    }
  }

  /** Tables grow when connections open: their sizes are looked at then, now and again. */
  #measure(name: string, nowMs: number): void {
    if (nowMs < (this.#nextSampleMs.get(name) ?? 0)) return
    this.#nextSampleMs.set(name, nowMs + this.#samplePeriodMs)
    const node = this.#nodes.get(name)
    if (node === undefined) return
    const { conntrackEntries, ipvsConnections } = tableSizesOf(node, nowMs)
    this.#peaks = {
      conntrackEntries: Math.max(conntrackEntries, this.#peaks.conntrackEntries),
      ipvsConnections: Math.max(ipvsConnections, this.#peaks.ipvsConnections),
    }
  }
}
