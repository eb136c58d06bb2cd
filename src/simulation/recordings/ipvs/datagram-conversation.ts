import { formatEndpoint } from '../../../packet/address.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Ends, Laboratory } from './laboratory.ts'

/** A UDP socket: every datagram is answered. */
export class DatagramConversation implements Conversation {
  readonly #laboratory: Laboratory
  /** The clients' addresses and ports in use; all conversations share it. */
  readonly #bound: Set<string>
  readonly #ends: Ends

  constructor(laboratory: Laboratory, bound: Set<string>, ends: Ends) {
    this.#laboratory = laboratory
    this.#bound = bound
    this.#ends = ends
  }

  open(timeoutMs: number): Outcome {
    if (this.#bound.has(this.#place)) return { reached: null, error: 'EADDRINUSE' }
    const outcome = this.send(timeoutMs)
    if (outcome.error === undefined) this.#bound.add(this.#place)
    return outcome
  }

  send(timeoutMs: number): Outcome {
    const arrival = this.#laboratory.fromClient(this.#ends, {})
    // A client on the director hears that its packet was dropped on its way out.
    const isStopped = arrival.kind === 'dropped' || arrival.kind === 'refused'
    if (isStopped && this.#ends.local === true) return { reached: null, error: 'EPERM' }
    if (arrival.kind === 'dropped') return this.#lost(timeoutMs)
    if (arrival.kind !== 'server') return { reached: null, error: 'ECONNREFUSED' }
    if (!this.#laboratory.isListening(this.#ends.protocol, arrival))
      return this.#laboratory.translatesErrors(this.#ends, arrival)
        ? { reached: null, error: 'ECONNREFUSED' }
        : this.#lost(timeoutMs)
    const reached = formatEndpoint(arrival.address, arrival.port)
    if (this.#laboratory.fromServer(this.#ends, arrival, {}) !== undefined) return { reached }
    this.#laboratory.pass(timeoutMs)
    return { reached, answered: false }
  }

  close(): void {
    this.#bound.delete(this.#place)
  }

  #lost(timeoutMs: number): Outcome {
    this.#laboratory.pass(timeoutMs)
    return { reached: null }
  }

  get #place(): string {
    return formatEndpoint(this.#ends.client, this.#ends.clientPort)
  }
}
