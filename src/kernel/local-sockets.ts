import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'

/** A process's end of a flow; what is left out is any. */
export interface LocalSocket {
  readonly protocol: number
  readonly port: number
  readonly address?: Address
  readonly remoteAddress?: Address
  readonly remotePort?: number
}

/** The node's own sockets: who takes the packets that are for the node itself. */
export class LocalSockets {
  readonly #byPort = new Map<number, LocalSocket[]>()

  open(socket: LocalSocket): void {
    const key = keyOf(socket.protocol, socket.port)
    this.#byPort.set(key, [...(this.#byPort.get(key) ?? []), socket])
  }

  close(socket: LocalSocket): void {
    const key = keyOf(socket.protocol, socket.port)
    const left = (this.#byPort.get(key) ?? []).filter((other) => other !== socket)
    if (left.length === 0) this.#byPort.delete(key)
    else this.#byPort.set(key, left)
  }

  /** Whether some socket takes this packet. */
  takes(packet: Packet): boolean {
    const sockets = this.#byPort.get(keyOf(packet.protocol, packet.destinationPort))
    return sockets?.some((socket) => fits(socket, packet)) ?? false
  }
}

function keyOf(protocol: number, port: number): number {
  return protocol * 65_536 + port
}

function fits(socket: LocalSocket, packet: Packet): boolean {
  return (
    (socket.address === undefined || socket.address === packet.destination) &&
    (socket.remoteAddress === undefined || socket.remoteAddress === packet.source) &&
    (socket.remotePort === undefined || socket.remotePort === packet.sourcePort)
  )
}
