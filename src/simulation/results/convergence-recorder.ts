import type { NodeEvent } from '../events/run-event.ts'
import type { PlannedEvent } from '../scenario/planned-event.ts'
import type { Convergence } from './run-result.ts'
import type { ConnectionRecord } from './traffic-tally.ts'

/** One event, or several at the same instant: the last of them answers for all. */
interface Span {
  readonly event: PlannedEvent
  readonly untilMs: number
  rulesMs: number | undefined
  failuresMs: number | undefined
  failures: number
}

/**
 * How long each event goes on to have effects, up to the next one: until the last sync that something had
 * asked for, and until the last failure of a connection. A connection that was never answered is put down to the event
 * before its opening, one that stood to the event before its end.
 */
export class ConvergenceRecorder {
  readonly #spans: readonly Span[]

  constructor(events: readonly PlannedEvent[], endMs: number) {
    this.#spans = events.map((event) => ({
      event,
      untilMs: events.find(({ atMs }) => atMs > event.atMs)?.atMs ?? endMs + 1,
      rulesMs: undefined,
      failuresMs: undefined,
      failures: 0,
    }))
  }

  synced({ atMs, waitedMs, failed }: Extract<NodeEvent, { kind: 'sync-done' }>): void {
    if (waitedMs === 0 || failed) return
    for (const span of this.#spansAt(atMs)) span.rulesMs = atMs - span.event.atMs
  }

  ended(record: ConnectionRecord): void {
    if (record.outcome === 'completed' || record.outcome === 'open') return
    const causedMs = record.isAnswered ? record.endedMs : record.openedMs
    for (const span of this.#spansAt(causedMs)) {
      span.failures += 1
      span.failuresMs = Math.max(span.failuresMs ?? 0, record.endedMs - span.event.atMs)
    }
  }

  get convergence(): readonly Convergence[] {
    return this.#spans.map(({ event, rulesMs, failuresMs, failures }) => ({
      event: event.label,
      name: event.name,
      atMs: event.atMs,
      rulesMs,
      failuresMs,
      failures,
    }))
  }

  #spansAt(atMs: number): readonly Span[] {
    return this.#spans.filter(({ event, untilMs }) => event.atMs <= atMs && atMs < untilMs)
  }
}
