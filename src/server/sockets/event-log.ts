import type { Topic } from '../messages.ts'

/** Kept per topic: whoever falls further behind than this is told how much it missed. */
export interface EventLogLimits {
  readonly events: number
  readonly bytes: number
}

interface Entry {
  /** The event as JSON. */
  readonly text: string
  /** The connection that it is about; undefined: none. */
  readonly connection: number | undefined
}

/** Events of one reader's next frame. */
export interface LogSlice {
  /** Undefined: all of them follow `firstSequence` without gaps. */
  readonly sequences: readonly number[] | undefined
  readonly firstSequence: number
  readonly texts: readonly string[]
  /** Where to read on. */
  readonly next: number
}

/**
 * The last events of one topic, numbered from 1. Readers hold a number and no events: the memory that they all
 * together need is this log's, however slow they are.
 */
export class EventLog {
  readonly topic: Topic
  readonly #limits: EventLogLimits
  #entries: (Entry | undefined)[] = []
  /** Index in `#entries` of the first one kept, whose number is `#first`. */
  #start = 0
  #first = 1
  #bytes = 0
  readonly #listeners = new Set<() => void>()
  /** Frames that several readers get are put together once. */
  #frames = new Map<string, string>()

  constructor(topic: Topic, limits: EventLogLimits) {
    this.topic = topic
    this.#limits = limits
  }

  /** The number of the last event; 0: none has happened. */
  get last(): number {
    return this.#first + this.#entries.length - this.#start - 1
  }

  /** The number of the oldest event that is kept. */
  get first(): number {
    return this.#first
  }

  append(texts: readonly string[]): void {
    for (const text of texts) {
      this.#entries.push({ text, connection: connectionOf(text) })
      this.#bytes += text.length
    }
    this.#trim()
    this.#frames.clear()
    for (const listener of this.#listeners) listener()
  }

  /** Calls `listener` whenever something was appended; returns what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The frame `events` with what happened after `cursor`, at most so many; undefined: nothing. */
  frameAfter(
    cursor: number,
    max: number,
    connection?: number,
  ): { readonly frame: string | undefined; readonly next: number } {
    const key = `${cursor} ${max} ${connection ?? ''}`
    const slice = this.read(cursor, max, connection)
    if (slice.texts.length === 0) return { frame: undefined, next: slice.next }
    let frame = this.#frames.get(key)
    if (frame === undefined) {
      const head = `{"kind":"events","topic":${JSON.stringify(this.topic)},"firstSequence":${slice.firstSequence}`
      const sequences =
        slice.sequences === undefined ? '' : `,"sequences":[${slice.sequences.join(',')}]`
      frame = `${head}${sequences},"events":[${slice.texts.join(',')}]}`
      this.#frames.set(key, frame)
    }
    return { frame, next: slice.next }
  }

  /** What happened after `cursor`, which must not lie before what is kept. */
  read(cursor: number, max: number, connection?: number): LogSlice {
    const from = Math.max(cursor + 1, this.#first)
    const texts: string[] = []
    const sequences: number[] = []
    let sequence = from
    for (; sequence <= this.last && texts.length < max; sequence += 1) {
      const entry = this.#entries[this.#start + sequence - this.#first]
      if (entry === undefined) continue
      if (connection !== undefined && entry.connection !== connection) continue
      texts.push(entry.text)
      sequences.push(sequence)
    }
    return {
      sequences: connection === undefined ? undefined : sequences,
      firstSequence: sequences[0] ?? from,
      texts,
      next: sequence - 1,
    }
  }

  #trim(): void {
    const { events, bytes } = this.#limits
    while (this.#entries.length - this.#start > events || this.#bytes > bytes) {
      const entry = this.#entries[this.#start]
      if (entry === undefined) return
      this.#bytes -= entry.text.length
      this.#entries[this.#start] = undefined
      this.#start += 1
      this.#first += 1
    }
    if (this.#start > events) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
  }
}

function connectionOf(text: string): number | undefined {
  const found = /^\{[^{[]*"connection":(\d+)/.exec(text)
  return found === null ? undefined : Number(found[1])
}
