import type { RunEvent } from '../events/run-event.ts'

export type OpenedEvent = Extract<RunEvent, { kind: 'connection-opened' }>

/** What checkers know of connections that have not ended. */
export class OpenConnections {
  readonly #opened = new Map<number, OpenedEvent>()

  /** To be called before the checkers hear of the event. */
  opens(event: RunEvent): void {
    if (event.kind === 'connection-opened') this.#opened.set(event.connection, event)
  }

  /** To be called after them. */
  ends(event: RunEvent): void {
    if (event.kind === 'connection-ended') this.#opened.delete(event.connection)
  }

  of(connection: number): OpenedEvent | undefined {
    return this.#opened.get(connection)
  }
}
