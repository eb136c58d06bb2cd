import { sctpChunk } from '../../../kernel/ipvs/states/sctp.ts'
import { formatEndpoint } from '../../../packet/address.ts'
import type { Ends, Laboratory } from './laboratory.ts'
import { SctpEndpoint, type SctpSegment } from './sctp-endpoint.ts'
import type { Place } from './tcp-network.ts'

/** The SCTP associations of clients and servers. */
export class SctpNetwork {
  readonly #laboratory: Laboratory
  readonly #clients = new Map<string, SctpEndpoint>()
  readonly #servers = new Map<string, SctpEndpoint>()

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory
  }

  createClient(ends: Ends): SctpEndpoint {
    const socket = this.#endpoint((segment) => this.#toServer(ends, segment))
    this.#clients.set(clientKey(ends), socket)
    return socket
  }

  createServer(place: Place, ends: Ends): SctpEndpoint {
    const socket = this.#endpoint((segment) => this.#toClient(place, ends, segment))
    this.#servers.set(serverKey(place, ends), socket)
    return socket
  }

  /** The client has an association with that virtual server from that port. */
  isBusy(ends: Ends): boolean {
    return this.#clients.get(clientKey(ends))?.alive === true
  }

  /** The server still has one with that client's port. */
  occupied(place: Place, ends: Ends): boolean {
    return this.#servers.get(serverKey(place, ends))?.alive === true
  }

  #toServer(ends: Ends, segment: SctpSegment): void {
    const arrival = this.#laboratory.fromClient(ends, { sctpChunkType: segment.chunk })
    const refusal = outOfTheBlue(segment)
    if (arrival.kind === 'director') {
      if (refusal !== undefined) this.#clients.get(clientKey(ends))?.receive(refusal)
      return
    }
    if (arrival.kind !== 'server') return
    const socket = this.#servers.get(serverKey(arrival, ends))
    if (socket?.alive === true) socket.receive(segment)
    else if (refusal !== undefined) this.#toClient(arrival, ends, refusal)
  }

  #toClient(place: Place, ends: Ends, segment: SctpSegment): void {
    const from = this.#laboratory.fromServer(ends, place, { sctpChunkType: segment.chunk })
    const refusal = outOfTheBlue(segment)
    // With the server's own address it belongs to nothing that the client knows: refused, straight to the server.
    if (from === undefined) {
      if (refusal !== undefined) this.#servers.get(serverKey(place, ends))?.receive(refusal)
      return
    }
    const there = { ...ends, virtual: from.address, virtualPort: from.port }
    const socket = this.#clients.get(clientKey(there))
    if (socket?.alive === true) socket.receive(segment)
    else if (refusal !== undefined) this.#toServer(there, refusal)
  }

  #endpoint(transmit: (segment: SctpSegment) => void): SctpEndpoint {
    const laboratory = this.#laboratory
    return new SctpEndpoint({
      transmit,
      schedule: (afterMs, run) => laboratory.schedule(laboratory.nowMs + afterMs, run),
      nowMs: () => laboratory.nowMs,
    })
  }
}

/** What a host says to a chunk of an association that it does not know (RFC 9260, 8.4; sctp_sf_ootb). */
function outOfTheBlue({ chunk }: SctpSegment): SctpSegment | undefined {
  if (chunk === sctpChunk.abort || chunk === sctpChunk.shutdownComplete) return undefined
  const answer = chunk === sctpChunk.shutdownAck ? sctpChunk.shutdownComplete : sctpChunk.abort
  return { chunk: answer, number: -1, acknowledged: 0 }
}

function clientKey({ client, clientPort, virtual, virtualPort }: Ends): string {
  return `${formatEndpoint(client, clientPort)} ${formatEndpoint(virtual, virtualPort)}`
}

function serverKey({ address, port }: Place, { client, clientPort }: Ends): string {
  return `${formatEndpoint(address, port)} ${formatEndpoint(client, clientPort)}`
}
