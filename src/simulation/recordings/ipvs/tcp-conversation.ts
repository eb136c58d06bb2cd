import { formatEndpoint } from '../../../packet/address.ts'
import { tcpFlag } from '../../../packet/protocol.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Ends, Laboratory } from './laboratory.ts'
import type { TcpEndpoint } from './tcp-endpoint.ts'
import { type Place, reset, type TcpNetwork } from './tcp-network.ts'

/** A SYN is sent again after 1 s, 3 s, 7 s (TCP_TIMEOUT_INIT). */
const synTimeoutMs = 1000
/** After an answer that fits no SYN: two ticks (TCP_TIMEOUT_MIN, tcp_rcv_synsent_state_process). */
const quickTimeoutMs = 8
/** How long the harness waits for the other side's end. */
const pollMs = 1000

/** A TCP connection through the director, as the harness opens, uses and closes it. */
export class TcpConversation implements Conversation {
  readonly #laboratory: Laboratory
  readonly #network: TcpNetwork
  readonly #ends: Ends
  #client: TcpEndpoint | undefined
  #peer: TcpEndpoint | undefined
  #server: Place | undefined

  constructor(laboratory: Laboratory, network: TcpNetwork, ends: Ends) {
    this.#laboratory = laboratory
    this.#network = network
    this.#ends = ends
  }

  open(timeoutMs: number): Outcome {
    if (this.#network.isBusy(this.#ends)) return { reached: null, error: 'EADDRNOTAVAIL' }
    const endMs = this.#laboratory.nowMs + timeoutMs
    for (let waitMs = synTimeoutMs; ; waitMs *= 2) {
      const arrival = this.#laboratory.fromClient(this.#ends, { tcpFlags: tcpFlag.syn })
      if (arrival.kind === 'director' || (arrival.kind === 'refused' && this.#hears(waitMs)))
        return { reached: null, error: 'ECONNREFUSED' }
      let pauseMs = waitMs
      if (arrival.kind === 'server') {
        if (!this.#network.occupied(arrival, this.#ends)) return this.#handshake(arrival, endMs)
        this.#challenge(arrival)
        pauseMs = quickTimeoutMs
      }
      const leftMs = endMs - this.#laboratory.nowMs
      this.#laboratory.pass(Math.min(pauseMs, leftMs))
      if (pauseMs >= leftMs) return { reached: null, error: 'ETIMEDOUT' }
    }
  }

  send(timeoutMs: number): Outcome {
    const [client, peer] = [this.#client, this.#peer]
    if (client === undefined || peer === undefined) return { reached: null, error: 'ENOTCONN' }
    if (client.takeError()) return { reached: null, error: 'ECONNRESET' }
    if (!client.alive || client.endSent) return { reached: null, error: 'EPIPE' }
    client.send('data')
    this.#laboratory.pass(timeoutMs, () => peer.readable || client.readable)
    if (client.takeError() || peer.takeError()) return { reached: null, error: 'ECONNRESET' }
    if (peer.unread === 0) return { reached: null, error: 'ETIMEDOUT' }
    peer.unread = 0
    peer.send('data')
    this.#laboratory.pass(timeoutMs, () => client.readable)
    if (client.unread === 0) return { reached: null, error: 'ETIMEDOUT' }
    client.unread = 0
    return { reached: this.#reached() }
  }

  close(how: string): void {
    const [client, peer] = [this.#client, this.#peer]
    if (client === undefined || peer === undefined) return
    const [first, second] = how === 'server' ? [peer, client] : [client, peer]
    if (how !== 'half') first.close(how === 'rst')
    else if (client.alive && !client.endSent) client.send('end')
    this.#laboratory.pass(pollMs, () => second.readable || !second.alive)
    if (how !== 'half') second.close(false)
  }

  /**
   * Over IPv6 the ICMP error comes back while connect() still holds the socket, and only the second one counts
   * (tcp_v6_err, sock_owned_by_user): recorded refusals of TCP take a second there, none over IPv4.
   */
  #hears(waitMs: number): boolean {
    return typeof this.#ends.client === 'number' || waitMs > synTimeoutMs
  }

  /** The SYN meets a connection that the server still has: its answer fits no SYN, and the client resets it. */
  #challenge(place: Place): void {
    const segment = { ...reset, flags: tcpFlag.ack }
    const from = this.#laboratory.fromServer(this.#ends, place, { tcpFlags: segment.flags })
    if (from !== undefined)
      this.#network.toServer(
        { ...this.#ends, virtual: from.address, virtualPort: from.port },
        reset,
      )
  }

  #handshake(place: Place, endMs: number): Outcome {
    const listening = this.#laboratory.isListening(this.#ends.protocol, place)
    const flags = listening ? tcpFlag.syn | tcpFlag.ack : tcpFlag.rst | tcpFlag.ack
    const translated = this.#laboratory.fromServer(this.#ends, place, { tcpFlags: flags })
    if (translated === undefined) {
      this.#laboratory.pass(endMs - this.#laboratory.nowMs)
      return { reached: null, error: 'ETIMEDOUT' }
    }
    if (!listening) return { reached: null, error: 'ECONNREFUSED' }
    this.#server = place
    this.#client = this.#network.createClient(this.#ends)
    this.#peer = this.#network.createServer(place, this.#ends)
    this.#network.toServer(this.#ends, { ...reset, flags: tcpFlag.ack })
    return { reached: this.#reached() }
  }

  #reached(): string | null {
    return this.#server === undefined
      ? null
      : formatEndpoint(this.#server.address, this.#server.port)
  }
}
