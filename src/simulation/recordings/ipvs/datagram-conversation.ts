import { formatEndpoint } from '../../../packet/address.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Ends, Laboratory } from './laboratory.ts'

/** A UDP socket: every datagram is answered. */
export class DatagramConversation implements Conversation {
  readonly #laboratory: Laboratory
  readonly #ends: Ends

  constructor(laboratory: Laboratory, ends: Ends) {
    this.#laboratory = laboratory
    this.#ends = ends
  }

  open(timeoutMs: number): Outcome {
    return this.send(timeoutMs)
  }

  send(timeoutMs: number): Outcome {
    const arrival = this.#laboratory.fromClient(this.#ends, {})
    if (arrival.kind === 'dropped') {
      this.#laboratory.pass(timeoutMs)
      return { reached: null }
    }
    if (arrival.kind !== 'server' || !this.#laboratory.isListening(this.#ends.protocol, arrival))
      return { reached: null, error: 'ECONNREFUSED' }
    const reached = formatEndpoint(arrival.address, arrival.port)
    if (this.#laboratory.fromServer(this.#ends, arrival, {}) !== undefined) return { reached }
    this.#laboratory.pass(timeoutMs)
    return { reached, answered: false }
  }

  close(): void {}
}
