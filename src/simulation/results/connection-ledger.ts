import { UserError } from '../../base/user-error.ts'
import type { TrafficEvent } from '../events/run-event.ts'
import type { ConnectionFilter } from '../scenario/expectation.ts'
import { connectionsMax } from '../scenario/format/traffic-section.ts'
import { type ConnectionRecord, TrafficTally } from './traffic-tally.ts'

interface FilteredTally {
  readonly filter: ConnectionFilter
  readonly tally: TrafficTally
}

interface OpenConnection {
  readonly record: ConnectionRecord
  /** That its opening fits. */
  readonly tallies: readonly FilteredTally[]
}

/** Follows every connection of a run from its opening to its end, and counts it where it belongs. */
export class ConnectionLedger {
  readonly #tallies = new Map<string, FilteredTally>()
  readonly #open = new Map<number, OpenConnection>()
  readonly #backendsOfClients = new Map<string, string>()
  readonly #onEnd: (record: ConnectionRecord) => void
  #count = 0

  constructor(onEnd: (record: ConnectionRecord) => void) {
    this.#onEnd = onEnd
  }

  /** To be asked for before the run: counts the connections that the filter selects. */
  tallyOf(filter: ConnectionFilter): TrafficTally {
    const { traffic = '', pod = '', fromMs, untilMs } = filter
    const key = `${traffic} ${pod} ${fromMs} ${untilMs}`
    const known = this.#tallies.get(key)
    if (known !== undefined) return known.tally
    const tally = new TrafficTally()
    this.#tallies.set(key, { filter, tally })
    return tally
  }

  observe(event: TrafficEvent): void {
    if (event.kind === 'connection-opened') {
      this.#opened(event)
      return
    }
    const open = this.#open.get(event.connection)
    if (open === undefined) return
    switch (event.kind) {
      case 'endpoint-chosen':
        this.#chosen(open.record, event)
        return
      case 'request-answered':
        open.record.isAnswered = true
        for (const tally of matching(open)) tally.answered(event.tookMs)
        return
      case 'datagram-lost':
        for (const tally of matching(open)) tally.datagramsLost += 1
        return
      case 'connection-ended':
        this.#open.delete(event.connection)
        open.record.outcome = event.outcome
        open.record.endedMs = event.atMs
        this.#settle(open)
    }
  }

  /** Counts what is still open. */
  finish(): void {
    for (const open of this.#open.values()) this.#settle(open)
    this.#open.clear()
  }

  #opened(event: Extract<TrafficEvent, { kind: 'connection-opened' }>): void {
    this.#count += 1
    if (this.#count > connectionsMax)
      throw new UserError(
        'E_LIMIT',
        `more than ${connectionsMax} connections by traffic "${event.traffic}"; at most so many are played in a run`,
      )
    const { connection, traffic, source, destination, atMs } = event
    const tallies = [...this.#tallies.values()].filter(
      ({ filter }) =>
        (filter.traffic ?? traffic) === traffic && atMs >= filter.fromMs && atMs < filter.untilMs,
    )
    const record: ConnectionRecord = {
      number: connection,
      traffic,
      clientAddress: withoutPort(source),
      destination,
      openedMs: atMs,
      backend: undefined,
      pod: undefined,
      isSourceKept: false,
      nodesPassed: 0,
      isSameBackend: undefined,
      isAnswered: false,
      outcome: 'open',
      endedMs: atMs,
    }
    this.#open.set(connection, { record, tallies })
  }

  #chosen(
    record: ConnectionRecord,
    { backend, pod, seenSource, path }: Extract<TrafficEvent, { kind: 'endpoint-chosen' }>,
  ): void {
    const key = `${record.traffic} ${record.clientAddress} ${record.destination}`
    const before = this.#backendsOfClients.get(key)
    this.#backendsOfClients.set(key, backend)
    record.backend = backend
    record.pod = pod
    record.isSourceKept = withoutPort(seenSource) === record.clientAddress
    record.nodesPassed = path.length
    record.isSameBackend = before === undefined ? undefined : before === backend
  }

  #settle(open: OpenConnection): void {
    for (const tally of matching(open)) tally.add(open.record)
    this.#onEnd(open.record)
  }
}

function* matching({ record, tallies }: OpenConnection): Generator<TrafficTally> {
  for (const { filter, tally } of tallies)
    if (filter.pod === undefined || filter.pod === record.pod) yield tally
}

export function withoutPort(end: string): string {
  return end.slice(0, end.lastIndexOf(':'))
}
