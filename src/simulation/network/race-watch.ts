import type { InstantMs } from '../../base/clock.ts'
import type { Address } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { protocolNumber } from '../../packet/protocol.ts'

/** Sees, on one node, where two datagrams of one socket come at one instant, the first of which began a connection. */
export class RaceWatch {
  #atMs: InstantMs = -1
  #source: Address | undefined
  #sourcePort = 0
  #destination: Address | undefined
  #destinationPort = 0
  #connections = 0

  /** Whether this packet might have lost a race against the one before it. `connections`: that the node holds now. */
  couldLose(packet: Packet, nowMs: InstantMs, connections: number): boolean {
    const { source, sourcePort, destination, destinationPort } = packet
    const isSecond =
      packet.protocol === protocolNumber.udp &&
      nowMs === this.#atMs &&
      source === this.#source &&
      sourcePort === this.#sourcePort &&
      destination === this.#destination &&
      destinationPort === this.#destinationPort &&
      connections > this.#connections
    this.#atMs = nowMs
    this.#source = source
    this.#sourcePort = sourcePort
    this.#destination = destination
    this.#destinationPort = destinationPort
    this.#connections = connections
    return isSecond
  }
}
