import type { InstantMs } from '../../../base/clock.ts'
import { sctpChunk } from '../../../kernel/ipvs/states/sctp.ts'

export interface SctpSegment {
  /** Type of its first chunk. */
  readonly chunk: number
  /** Number of the message it carries; −1: none. */
  readonly number: number
  /** How many messages of the other side have come. */
  readonly acknowledged: number
}

/** `pending`: closed by its program, with data on the way. */
type State = 'established' | 'pending' | 'shutdown-sent' | 'shutdown-ack-sent' | 'closed'

/** net.sctp.rto_initial, rto_min, rto_max: how long an answer is waited for. */
const timeoutFirstMs = 3000
const timeoutMinMs = 1000
const timeoutMaxMs = 60_000
/** net.sctp.hb_interval, association_max_retrans, path_max_retrans; T5 is five times rto_max. */
const heartbeatMs = 30_000
const strikesMax = 10
const pathStrikesMax = 5
const shutdownGuardMs = 5 * timeoutMaxMs

/** One side of an SCTP association: just enough of Linux's to know which chunks are sent when (net/sctp). */
export class SctpEndpoint {
  state: State = 'established'
  error: 'ECONNRESET' | 'ETIMEDOUT' | undefined
  /** Messages that the program has not read. */
  unread = 0
  /** The other side has ended it. */
  endReceived = false
  #sent = 0
  #acknowledged = 0
  #received = 0
  #timeoutMs = timeoutFirstMs
  /** Times that nothing was answered, in a row. */
  #strikes = 0
  /** Which timer of a retransmission counts; a new one makes the one before void. */
  #timer = 0
  #beatUnanswered = false
  #lastSentMs: InstantMs
  readonly #transmit: (segment: SctpSegment) => void
  readonly #schedule: (afterMs: number, run: () => void) => void
  readonly #nowMs: () => InstantMs

  constructor(links: {
    readonly transmit: (segment: SctpSegment) => void
    readonly schedule: (afterMs: number, run: () => void) => void
    readonly nowMs: () => InstantMs
  }) {
    this.#transmit = links.transmit
    this.#schedule = links.schedule
    this.#nowMs = links.nowMs
    this.#lastSentMs = this.#nowMs()
    this.#schedule(this.#beatAfterMs, () => this.#beat())
  }

  get alive(): boolean {
    return this.state !== 'closed'
  }

  /** A program that polls would wake up. */
  get readable(): boolean {
    return this.unread > 0 || this.endReceived || !this.alive
  }

  send(): void {
    this.#sent += 1
    this.#say(sctpChunk.data, this.#sent - 1)
    if (this.#sent - this.#acknowledged === 1) this.#startTimer()
  }

  /** `close()`; with `abort`, or unread messages, the association is gone at once. */
  close(abort: boolean): void {
    if (!this.alive) return
    if (abort || this.unread > 0) this.#end(undefined, true)
    else if (this.state === 'established') this.#shutDown()
  }

  receive({ chunk, number, acknowledged }: SctpSegment): void {
    switch (chunk) {
      case sctpChunk.data:
        this.#take(number)
        break
      case sctpChunk.sack:
        this.#heard()
        this.#acknowledge(acknowledged)
        break
      case sctpChunk.heartbeat:
        this.#say(sctpChunk.heartbeatAck)
        break
      case sctpChunk.heartbeatAck:
        this.#heard()
        break
      case sctpChunk.shutdown:
        this.#acknowledge(acknowledged)
        this.endReceived = true
        this.state = 'shutdown-ack-sent'
        this.#ask()
        break
      case sctpChunk.shutdownAck:
        if (this.state === 'established' || this.state === 'pending') return
        this.#say(sctpChunk.shutdownComplete)
        this.#end(undefined, false)
        break
      case sctpChunk.shutdownComplete:
        if (this.state === 'shutdown-ack-sent') this.#end(undefined, false)
        break
      case sctpChunk.abort:
        this.#end('ECONNRESET', false)
        break
      default:
    }
  }

  #take(number: number): void {
    if (number === this.#received) {
      this.#received += 1
      this.unread += 1
    }
    this.#say(sctpChunk.sack)
    if (this.state === 'shutdown-sent') this.#ask()
  }

  #acknowledge(acknowledged: number): void {
    if (acknowledged <= this.#acknowledged) return
    this.#acknowledged = acknowledged
    this.#timer += 1
    if (this.#sent > acknowledged) this.#retransmit()
    else if (this.state === 'pending') this.#shutDown()
  }

  /** An answer has come: the way is open, and was measured. */
  #heard(): void {
    this.#strikes = 0
    this.#beatUnanswered = false
    this.#timeoutMs = timeoutMinMs
  }

  #shutDown(): void {
    if (this.#sent > this.#acknowledged) {
      this.state = 'pending'
      return
    }
    this.state = 'shutdown-sent'
    this.#ask()
    this.#schedule(shutdownGuardMs, () => {
      if (this.alive) this.#end('ETIMEDOUT', true)
    })
  }

  /** Says what this state waits for an answer to. */
  #ask(): void {
    if (this.state === 'shutdown-sent') this.#say(sctpChunk.shutdown)
    else if (this.state === 'shutdown-ack-sent') this.#say(sctpChunk.shutdownAck)
    if (this.alive) this.#startTimer()
  }

  #retransmit(): void {
    this.#say(sctpChunk.data, this.#acknowledged)
    this.#startTimer()
  }

  #startTimer(): void {
    this.#timer += 1
    const timer = this.#timer
    this.#schedule(this.#timeoutMs, () => {
      if (timer === this.#timer && this.alive) this.#retry()
    })
  }

  #retry(): void {
    if (this.#isGivenUp()) return
    this.#strike()
    if (this.state === 'established' || this.state === 'pending') this.#retransmit()
    else this.#ask()
  }

  #isGivenUp(): boolean {
    if (this.#strikes < strikesMax) return false
    this.#end('ETIMEDOUT', true)
    return true
  }

  #strike(): void {
    this.#strikes += 1
    this.#timeoutMs = Math.min(this.#timeoutMs * 2, timeoutMaxMs)
  }

  /** A path that failed once is asked faster, until it counts as down (net.sctp.pf_enable, pf_retrans=0). */
  get #beatAfterMs(): number {
    const suspect = this.#strikes > 0 && this.#strikes <= pathStrikesMax
    // The kernel adds up to a timeout by chance.
    return (suspect ? 0 : heartbeatMs) + this.#timeoutMs * 1.5
  }

  #beat(): void {
    if (this.state !== 'established') return
    const leftMs = this.#lastSentMs + this.#beatAfterMs - this.#nowMs()
    if (leftMs > 0) {
      this.#schedule(leftMs, () => this.#beat())
      return
    }
    if (this.#isGivenUp()) return
    if (this.#beatUnanswered) this.#strike()
    this.#beatUnanswered = true
    this.#say(sctpChunk.heartbeat)
    this.#schedule(this.#beatAfterMs, () => this.#beat())
  }

  #say(chunk: number, number = -1): void {
    this.#lastSentMs = this.#nowMs()
    this.#transmit({ chunk, number, acknowledged: this.#received })
  }

  #end(error: SctpEndpoint['error'], abort: boolean): void {
    this.state = 'closed'
    this.error = error
    if (abort) this.#say(sctpChunk.abort)
  }
}
