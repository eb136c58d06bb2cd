import { type Address, formatEndpoint } from '../../../packet/address.ts'
import { tcpFlag } from '../../../packet/protocol.ts'
import type { Arrival, Ends, Laboratory } from './laboratory.ts'
import { TcpEndpoint, type TcpSegment } from './tcp-endpoint.ts'

/** A server's address and port. */
export interface Place {
  readonly address: Address
  readonly port: number
}

export const reset: TcpSegment = {
  flags: tcpFlag.rst | tcpFlag.ack,
  number: -1,
  item: undefined,
  acknowledged: 0,
}

/**
 * The TCP sockets of clients and servers. A server knows a connection by the client's address and port and its own, so
 * one client port used towards two virtual servers can meet one and the same socket of a server.
 */
export class TcpNetwork {
  readonly #laboratory: Laboratory
  readonly #clients = new Map<string, TcpEndpoint>()
  readonly #servers = new Map<string, TcpEndpoint>()

  constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory
  }

  createClient(ends: Ends): TcpEndpoint {
    const socket = this.#endpoint((segment) => this.toServer(ends, segment))
    this.#clients.set(clientKey(ends), socket)
    return socket
  }

  createServer(place: Place, ends: Ends): TcpEndpoint {
    const socket = this.#endpoint((segment) => this.toClient(place, ends, segment))
    this.#servers.set(serverKey(place, ends), socket)
    return socket
  }

  /** The client's port is in use towards the same virtual server. */
  isBusy(ends: Ends): boolean {
    return this.#clients.get(clientKey(ends))?.isBusy === true
  }

  /** The server's socket that a client's port already leads to, unless a SYN may take its place. */
  occupied(place: Place, ends: Ends): boolean {
    const socket = this.#servers.get(serverKey(place, ends))
    return socket?.alive === true && !socket.isTimeWait
  }

  /** A segment from the client, and what it meets. */
  toServer(ends: Ends, segment: TcpSegment): Arrival {
    const arrival = this.#laboratory.fromClient(ends, { tcpFlags: segment.flags })
    const isReset = (segment.flags & tcpFlag.rst) !== 0
    if (arrival.kind === 'director' && !isReset) this.#clients.get(clientKey(ends))?.receive(reset)
    if (arrival.kind !== 'server') return arrival
    const socket = this.#servers.get(serverKey(arrival, ends))
    if (socket?.alive === true) socket.receive(segment)
    else if (!isReset) this.toClient(arrival, ends, reset)
    return arrival
  }

  /** A segment from a server to a client. */
  toClient(place: Place, ends: Ends, segment: TcpSegment): void {
    const from = this.#laboratory.fromServer(ends, place, { tcpFlags: segment.flags })
    // With the server's own address it belongs to nothing that the client knows: RST, straight to the server.
    if (from === undefined) {
      this.#servers.get(serverKey(place, ends))?.receive(reset)
      return
    }
    const there = { ...ends, virtual: from.address, virtualPort: from.port }
    const socket = this.#clients.get(clientKey(there))
    if (socket?.alive === true) socket.receive(segment)
    else if ((segment.flags & tcpFlag.rst) === 0) this.toServer(there, reset)
  }

  #endpoint(transmit: (segment: TcpSegment) => void): TcpEndpoint {
    const laboratory = this.#laboratory
    return new TcpEndpoint({
      transmit,
      schedule: (afterMs, run) => laboratory.schedule(laboratory.nowMs + afterMs, run),
      nowMs: () => laboratory.nowMs,
    })
  }
}

function clientKey({ client, clientPort, virtual, virtualPort }: Ends): string {
  return `${formatEndpoint(client, clientPort)} ${formatEndpoint(virtual, virtualPort)}`
}

function serverKey({ address, port }: Place, { client, clientPort }: Ends): string {
  return `${formatEndpoint(address, port)} ${formatEndpoint(client, clientPort)}`
}
