import { sctpChunk } from '../../../kernel/ipvs/states/sctp.ts'
import { formatEndpoint } from '../../../packet/address.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Arrival, Ends, Laboratory } from './laboratory.ts'
import type { SctpEndpoint } from './sctp-endpoint.ts'
import type { SctpNetwork } from './sctp-network.ts'

type Server = Extract<Arrival, { kind: 'server' }>

/** How long the harness waits for the other side's end. */
const pollMs = 1000

/** An SCTP association through the director, as the harness opens, uses and closes it; its INIT is not sent again. */
export class SctpConversation implements Conversation {
  readonly #laboratory: Laboratory
  readonly #network: SctpNetwork
  readonly #ends: Ends
  #client: SctpEndpoint | undefined
  #peer: SctpEndpoint | undefined
  #server: Server | undefined

  constructor(laboratory: Laboratory, network: SctpNetwork, ends: Ends) {
    this.#laboratory = laboratory
    this.#network = network
    this.#ends = ends
  }

  open(timeoutMs: number): Outcome {
    // sctp_endpoint_is_peeled_off: whoever has such an association may not begin another.
    if (this.#network.isBusy(this.#ends)) return { reached: null, error: 'EADDRNOTAVAIL' }
    const arrival = this.#ask(sctpChunk.init)
    // SCTP takes no notice of a port unreachable.
    if (arrival.kind === 'dropped' || arrival.kind === 'refused') return this.#lost(timeoutMs)
    if (arrival.kind !== 'server' || !this.#laboratory.isListening(this.#ends.protocol, arrival)) {
      if (arrival.kind === 'server') this.#answer(arrival, sctpChunk.abort)
      return { reached: null, error: 'ECONNREFUSED' }
    }
    const whole =
      this.#answer(arrival, sctpChunk.initAck) &&
      this.#ask(sctpChunk.cookieEcho).kind === 'server' &&
      this.#answer(arrival, sctpChunk.cookieAck)
    if (!whole) return this.#lost(timeoutMs)
    this.#client = this.#network.createClient(this.#ends)
    if (this.#network.occupied(arrival, this.#ends)) {
      // The association that the server has begins anew; nothing comes to be accepted (sctp_sf_do_dupcook_a).
      this.#laboratory.pass(timeoutMs)
      return { reached: null }
    }
    this.#server = arrival
    this.#peer = this.#network.createServer(arrival, this.#ends)
    return { reached: formatEndpoint(arrival.address, arrival.port) }
  }

  send(timeoutMs: number): Outcome {
    const [client, peer, server] = [this.#client, this.#peer, this.#server]
    if (client === undefined || peer === undefined || server === undefined)
      return { reached: null, error: 'ENOTCONN' }
    const { error } = client
    if (error !== undefined) {
      client.error = undefined
      return { reached: null, error }
    }
    if (client.state !== 'established') return { reached: null, error: 'EPIPE' }
    client.send()
    this.#laboratory.pass(timeoutMs, () => peer.unread > 0 || client.readable)
    if (!client.alive) return { reached: null, error: client.error ?? 'EPIPE' }
    if (peer.unread === 0) return { reached: null, error: 'ETIMEDOUT' }
    peer.unread -= 1
    peer.send()
    this.#laboratory.pass(timeoutMs, () => client.unread > 0)
    if (client.unread === 0) return { reached: null, error: 'ETIMEDOUT' }
    client.unread -= 1
    return { reached: formatEndpoint(server.address, server.port) }
  }

  close(how: string): void {
    const [client, peer] = [this.#client, this.#peer]
    if (client === undefined) return
    if (peer === undefined) {
      client.close(how === 'rst')
      return
    }
    const [first, second] = how === 'server' ? [peer, client] : [client, peer]
    first.close(how === 'rst')
    this.#laboratory.pass(pollMs, () => second.readable)
    if (how !== 'half') second.close(false)
  }

  #ask(sctpChunkType: number): Arrival {
    return this.#laboratory.fromClient(this.#ends, { sctpChunkType })
  }

  #answer(server: Server, sctpChunkType: number): boolean {
    return this.#laboratory.fromServer(this.#ends, server, { sctpChunkType }) !== undefined
  }

  #lost(timeoutMs: number): Outcome {
    this.#laboratory.pass(timeoutMs)
    return { reached: null, error: 'ETIMEDOUT' }
  }
}
