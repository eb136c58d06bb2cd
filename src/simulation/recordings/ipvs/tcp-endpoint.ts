import type { InstantMs } from '../../../base/clock.ts'
import { fireTick } from '../../../kernel/ipvs/connections/timer-ticks.ts'
import { tcpFlag } from '../../../packet/protocol.ts'

/** What a segment brings: a piece of data, or the end of it. */
export type Item = 'data' | 'end'

export interface TcpSegment {
  readonly flags: number
  /** Number of the item it carries; −1: none. */
  readonly number: number
  readonly item: Item | undefined
  /** How many items of the other side have come. */
  readonly acknowledged: number
}

/** The first retransmission, doubled each time: TCP_RTO_MIN and one tick; at most TCP_RTO_MAX apart. */
const firstTimeoutMs = 204
const tickMs = 4
const timeoutMsMax = 120_000
/**
 * Retransmissions end so long after the first one: tcp_orphan_retries (8) for a socket that its program has closed,
 * tcp_retries2 (15) for others (net/ipv4/tcp_timer.c, tcp_model_timeout).
 */
const orphanLimitMs = 511 * 200
const openLimitMs = 924_600
/** A closed socket that waits for the other side's end, and one in TIME_WAIT, live so long (TCP_TIMEWAIT_LEN). */
const lingeringMs = 60_000

/** One side of a TCP connection: just enough of Linux's to know which packets are sent when. */
export class TcpEndpoint {
  /** The kernel still knows the connection. */
  alive = true
  /** The program has closed its socket. */
  closed = false
  error: 'ECONNRESET' | undefined
  /** Items that the program has not read. */
  unread = 0
  endReceived = false
  endSent = false
  readonly #items: Item[] = []
  #acknowledged = 0
  #received = 0
  #timerRuns = false
  #timeoutMs = firstTimeoutMs
  #firstRetryMs: InstantMs = -1
  readonly #transmit: (segment: TcpSegment) => void
  readonly #schedule: (afterMs: number, run: () => void) => void
  readonly #nowMs: () => InstantMs

  constructor(links: {
    readonly transmit: (segment: TcpSegment) => void
    readonly schedule: (afterMs: number, run: () => void) => void
    readonly nowMs: () => InstantMs
  }) {
    this.#transmit = links.transmit
    this.#schedule = links.schedule
    this.#nowMs = links.nowMs
  }

  /** A program that polls would wake up. */
  get readable(): boolean {
    return this.unread > 0 || this.endReceived || this.error !== undefined
  }

  /** Both sides have ended it: a SYN of the same client may take its place. */
  get isTimeWait(): boolean {
    return this.closed && this.endSent && this.endReceived && !this.#pending
  }

  /**
   * The client's port is taken towards that address: its program or its kernel still has something to say. TIME_WAIT
   * does not matter to a port that the program chose (tcp_twsk_unique).
   */
  get isBusy(): boolean {
    return this.alive && (!this.closed || this.#pending)
  }

  /** True once for an error. */
  takeError(): boolean {
    const had = this.error !== undefined
    this.error = undefined
    return had
  }

  get #pending(): boolean {
    return this.#acknowledged < this.#items.length
  }

  send(item: Item): void {
    this.#items.push(item)
    if (item === 'end') this.endSent = true
    // Behind what is not acknowledged yet it waits for a retransmission to get through.
    if (this.#items.length - this.#acknowledged === 1) this.#sendFirst()
  }

  /** `close()`; with `reset`, or unread data, the connection is torn down by an RST. */
  close(reset: boolean): void {
    this.closed = true
    if (!this.alive) return
    const lastAck = this.endReceived && this.endSent
    if ((reset && !lastAck) || this.unread > 0) {
      this.alive = false
      this.#transmit({
        flags: tcpFlag.rst | tcpFlag.ack,
        number: -1,
        item: undefined,
        acknowledged: 0,
      })
      return
    }
    if (!this.endSent) this.send('end')
    else this.#linger()
  }

  /** A segment of the other side. */
  receive(segment: TcpSegment): void {
    if (!this.alive) return
    if ((segment.flags & tcpFlag.rst) !== 0) {
      this.alive = false
      if (!this.closed) this.error = 'ECONNRESET'
      return
    }
    this.#acknowledge(segment.acknowledged)
    if (segment.number < 0) return
    if (segment.number === this.#received) {
      this.#received += 1
      if (segment.item === 'end') this.endReceived = true
      else this.unread += 1
    }
    this.#transmit(this.#bare())
    if (this.closed) this.#linger()
  }

  #acknowledge(count: number): void {
    if (count <= this.#acknowledged) return
    this.#acknowledged = count
    this.#timeoutMs = firstTimeoutMs
    this.#firstRetryMs = -1
    if (this.#pending) this.#sendFirst()
    else if (this.closed) this.#linger()
  }

  /** Nothing more to send, and the program is gone: the kernel forgets the connection after a while. */
  #linger(): void {
    if (this.#pending || !this.endSent) return
    this.#schedule(lingeringMs, () => {
      this.alive = false
    })
  }

  #sendFirst(): void {
    const number = this.#acknowledged
    const item = this.#items[number]
    if (item === undefined) return
    const flags = tcpFlag.ack | (item === 'end' ? tcpFlag.fin : tcpFlag.psh)
    this.#startTimer()
    this.#transmit({ flags, number, item, acknowledged: this.#received })
  }

  #startTimer(): void {
    if (this.#timerRuns) return
    this.#timerRuns = true
    // Retransmission timers hang in the kernel's wheel too, and fire late by it.
    const nowTick = Math.floor(this.#nowMs() / tickMs)
    const fires = fireTick(nowTick, Math.ceil(this.#timeoutMs / tickMs)) * tickMs
    this.#schedule(fires - this.#nowMs(), () => {
      this.#timerRuns = false
      if (this.alive && this.#pending) this.#retry()
    })
  }

  #retry(): void {
    const now = this.#nowMs()
    if (this.#firstRetryMs < 0) this.#firstRetryMs = now
    else if (now - this.#firstRetryMs >= (this.closed ? orphanLimitMs : openLimitMs)) {
      this.alive = false
      return
    }
    this.#timeoutMs = Math.min(this.#timeoutMs * 2, timeoutMsMax)
    this.#sendFirst()
  }

  #bare(): TcpSegment {
    return { flags: tcpFlag.ack, number: -1, item: undefined, acknowledged: this.#received }
  }
}
