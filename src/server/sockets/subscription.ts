import type { EventLog } from './event-log.ts'

/** What a subscription needs of its socket. */
export interface FrameSink {
  send(frame: string): void
  /** Bytes handed over that the network has not taken yet. */
  readonly bufferedBytes: number
}

/** At most so many frames a second, each with all that happened meanwhile. */
export const framesPerSecondMax = 20
const frameIntervalMs = 1_000 / framesPerSecondMax
const eventsPerFrameMax = 5_000
/** A reader that has more than this still to take gets nothing new until it has. */
const bufferedBytesMax = 1024 * 1024

/**
 * One reader of one topic: a number, and a timer while there is something to send. What a reader cannot take
 * stays in the log; what the log no longer has is counted and told.
 */
export class Subscription {
  readonly #log: EventLog
  readonly #sink: FrameSink
  readonly #connection: number | undefined
  readonly #stopListening: () => void
  #cursor: number
  #timer: NodeJS.Timeout | undefined
  #sentAtMs = Number.NEGATIVE_INFINITY
  readonly #nowMs: () => number

  constructor(
    log: EventLog,
    sink: FrameSink,
    options: {
      readonly after: number
      readonly connection?: number | undefined
      readonly nowMs: () => number
    },
  ) {
    this.#log = log
    this.#sink = sink
    this.#cursor = Math.min(options.after, log.last)
    this.#connection = options.connection
    this.#nowMs = options.nowMs
    this.#stopListening = log.listen(() => this.#wake())
    if (this.#cursor < log.last) this.#wake()
  }

  close(): void {
    this.#stopListening()
    clearTimeout(this.#timer)
  }

  /** The number of the last event that was sent or told to be left out. */
  get cursor(): number {
    return this.#cursor
  }

  #wake(): void {
    if (this.#timer !== undefined) return
    const waitMs = Math.max(0, this.#sentAtMs + frameIntervalMs - this.#nowMs())
    this.#timer = setTimeout(() => this.#flush(), waitMs)
  }

  #flush(): void {
    this.#timer = undefined
    this.#sentAtMs = this.#nowMs()
    if (this.#sink.bufferedBytes <= bufferedBytesMax) this.#send()
    if (this.#cursor < this.#log.last) this.#wake()
  }

  #send(): void {
    const lost = this.#log.first - this.#cursor - 1
    if (lost > 0) {
      this.#sink.send(
        JSON.stringify({
          kind: 'left-out',
          topic: this.#log.topic,
          fromSequence: this.#cursor + 1,
          toSequence: this.#log.first - 1,
          count: lost,
        }),
      )
      this.#cursor = this.#log.first - 1
    }
    const { frame, next } = this.#log.frameAfter(this.#cursor, eventsPerFrameMax, this.#connection)
    this.#cursor = next
    if (frame !== undefined) this.#sink.send(frame)
  }
}
