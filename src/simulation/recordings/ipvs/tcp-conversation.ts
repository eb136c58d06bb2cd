import type { Address } from '../../../packet/address.ts'
import { formatEndpoint } from '../../../packet/address.ts'
import { tcpFlag } from '../../../packet/protocol.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Ends, Laboratory } from './laboratory.ts'
import { TcpEndpoint, type TcpSegment } from './tcp-endpoint.ts'

/** A SYN is sent again after 1 s, 3 s, 7 s (TCP_TIMEOUT_INIT). */
const synTimeoutMs = 1000
/** How long the harness waits for the other side's end. */
const pollMs = 1000

/** A TCP connection through the director, as the harness opens, uses and closes it. */
export class TcpConversation implements Conversation {
  readonly #laboratory: Laboratory
  readonly #ends: Ends
  readonly #client: TcpEndpoint
  readonly #peer: TcpEndpoint
  #server: { address: Address; port: number } | undefined

  constructor(laboratory: Laboratory, ends: Ends) {
    this.#laboratory = laboratory
    this.#ends = ends
    const links = {
      schedule: (afterMs: number, run: () => void) =>
        laboratory.schedule(laboratory.nowMs + afterMs, run),
      nowMs: () => laboratory.nowMs,
    }
    this.#client = new TcpEndpoint({ ...links, transmit: (segment) => this.#toServer(segment) })
    this.#peer = new TcpEndpoint({ ...links, transmit: (segment) => this.#toClient(segment) })
  }

  get isOpen(): boolean {
    return !this.#client.closed
  }

  open(timeoutMs: number): Outcome {
    let waitedMs = 0
    for (let waitMs = synTimeoutMs; ; waitMs *= 2) {
      const arrival = this.#laboratory.fromClient(this.#ends, { tcpFlags: tcpFlag.syn })
      if (arrival.kind === 'server') return this.#handshake(arrival, timeoutMs - waitedMs)
      if (arrival.kind !== 'dropped') return { reached: null, error: 'ECONNREFUSED' }
      if (waitedMs + waitMs >= timeoutMs) {
        this.#laboratory.pass(timeoutMs - waitedMs)
        return { reached: null, error: 'ETIMEDOUT' }
      }
      this.#laboratory.pass(waitMs)
      waitedMs += waitMs
    }
  }

  send(timeoutMs: number): Outcome {
    if (this.#client.error !== undefined) {
      this.#client.error = undefined
      return { reached: null, error: 'ECONNRESET' }
    }
    if (!this.#client.alive || this.#client.endSent) return { reached: null, error: 'EPIPE' }
    this.#client.send('data')
    this.#laboratory.pass(timeoutMs, () => this.#peer.readable || this.#client.readable)
    if (this.#client.error !== undefined) {
      this.#client.error = undefined
      return { reached: null, error: 'ECONNRESET' }
    }
    if (!this.#peer.readable) return { reached: null, error: 'ETIMEDOUT' }
    this.#peer.unread = 0
    this.#peer.send('data')
    this.#laboratory.pass(timeoutMs, () => this.#client.readable)
    if (this.#client.unread === 0) return { reached: null, error: 'ETIMEDOUT' }
    this.#client.unread = 0
    return { reached: this.#reached() }
  }

  close(how: string): void {
    const [first, second] =
      how === 'server' ? [this.#peer, this.#client] : [this.#client, this.#peer]
    if (how !== 'half') first.close(how === 'rst')
    else if (this.#client.alive && !this.#client.endSent) this.#client.send('end')
    this.#laboratory.pass(pollMs, () => second.readable || !second.alive)
    if (how !== 'half') second.close(how === 'rst' && second === this.#client)
  }

  #handshake(server: { address: Address; port: number }, leftMs: number): Outcome {
    this.#server = server
    const listening = this.#laboratory.isListening(this.#ends.protocol, server)
    const flags = listening ? tcpFlag.syn | tcpFlag.ack : tcpFlag.rst | tcpFlag.ack
    const translated = this.#laboratory.fromServer(this.#ends, server, { tcpFlags: flags })
    if (translated && listening) {
      this.#laboratory.fromClient(this.#ends, { tcpFlags: tcpFlag.ack })
      return { reached: this.#reached() }
    }
    if (translated) return { reached: null, error: 'ECONNREFUSED' }
    this.#laboratory.pass(leftMs)
    return { reached: null, error: 'ETIMEDOUT' }
  }

  #reached(): string | null {
    return this.#server === undefined
      ? null
      : formatEndpoint(this.#server.address, this.#server.port)
  }

  #toServer(segment: TcpSegment): void {
    const arrival = this.#laboratory.fromClient(this.#ends, { tcpFlags: segment.flags })
    if (arrival.kind === 'director') {
      if ((segment.flags & tcpFlag.rst) === 0) this.#client.receive(reset)
    } else if (arrival.kind === 'server') {
      if (this.#peer.alive) this.#peer.receive(segment)
      else if ((segment.flags & tcpFlag.rst) === 0) this.#toClient(reset)
    }
  }

  #toClient(segment: TcpSegment): void {
    if (this.#server === undefined) return
    const translated = this.#laboratory.fromServer(this.#ends, this.#server, {
      tcpFlags: segment.flags,
    })
    // With the server's own address it belongs to nothing that the client knows: RST, straight to the server.
    if (!translated) this.#peer.receive(reset)
    else if (this.#client.alive) this.#client.receive(segment)
    else if ((segment.flags & tcpFlag.rst) === 0) this.#toServer(reset)
  }
}

const reset: TcpSegment = {
  flags: tcpFlag.rst | tcpFlag.ack,
  number: -1,
  item: undefined,
  acknowledged: 0,
}
