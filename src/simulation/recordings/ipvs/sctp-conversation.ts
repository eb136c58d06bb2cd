import { sctpChunk } from '../../../kernel/ipvs/states/sctp.ts'
import { formatEndpoint } from '../../../packet/address.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Arrival, Ends, Laboratory } from './laboratory.ts'

type Server = Extract<Arrival, { kind: 'server' }>

/** An SCTP association, one chunk a packet; lost packets are not sent again. */
export class SctpConversation implements Conversation {
  readonly #laboratory: Laboratory
  readonly #ends: Ends
  #server: Server | undefined

  constructor(laboratory: Laboratory, ends: Ends) {
    this.#laboratory = laboratory
    this.#ends = ends
  }

  open(timeoutMs: number): Outcome {
    const arrival = this.#ask(sctpChunk.init)
    // SCTP takes no notice of a port unreachable.
    if (arrival.kind === 'dropped' || arrival.kind === 'refused') return this.#lost(timeoutMs)
    if (arrival.kind !== 'server' || !this.#laboratory.isListening(this.#ends.protocol, arrival)) {
      if (arrival.kind === 'server') this.#answer(arrival, sctpChunk.abort)
      return { reached: null, error: 'ECONNREFUSED' }
    }
    this.#server = arrival
    const whole =
      this.#answer(arrival, sctpChunk.initAck) &&
      this.#ask(sctpChunk.cookieEcho).kind === 'server' &&
      this.#answer(arrival, sctpChunk.cookieAck)
    return whole ? { reached: this.#reached(arrival) } : this.#lost(timeoutMs)
  }

  send(timeoutMs: number): Outcome {
    const server = this.#server
    const arrival = this.#ask(sctpChunk.data)
    if (arrival.kind === 'director') return { reached: null, error: 'ECONNRESET' }
    if (server === undefined || arrival.kind !== 'server') return this.#lost(timeoutMs)
    this.#answer(server, sctpChunk.sack)
    if (!this.#answer(server, sctpChunk.data)) return this.#lost(timeoutMs)
    this.#ask(sctpChunk.sack)
    return { reached: this.#reached(server) }
  }

  close(how: string): void {
    const server = this.#server
    if (server === undefined) return
    if (how === 'rst') this.#ask(sctpChunk.abort)
    else if (how === 'server') this.#shutDownByServer(server)
    else if (this.#ask(sctpChunk.shutdown).kind === 'server') {
      this.#answer(server, sctpChunk.shutdownAck)
      this.#ask(sctpChunk.shutdownComplete)
    }
    this.#server = undefined
  }

  #shutDownByServer(server: Server): void {
    if (!this.#answer(server, sctpChunk.shutdown)) return
    if (this.#ask(sctpChunk.shutdownAck).kind === 'server')
      this.#answer(server, sctpChunk.shutdownComplete)
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

  #reached(server: Server): string {
    return formatEndpoint(server.address, server.port)
  }
}
