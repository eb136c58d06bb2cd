import { isIcmpError } from '../../../kernel/netfilter/connections/icmp-errors.ts'
import { formatAddress, formatEndpoint } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import type { Arrival, ArrivedDelivery, Station } from '../../network/delivery.ts'
import { Connection } from './connection.ts'
import { isAbout } from './icmp-words.ts'
import { describeLoss } from './loss-words.ts'
import { describeStation } from './stations.ts'

const { syn, ack, rst } = tcpFlag
const invalid = syn | tcpFlag.fin
const headerBytes = 20

/** Both ends of a TCP connection, as far as segments know them: who takes one, and who answers with RST. */
export abstract class TcpEnds extends Connection {
  override readonly protocol = protocolNumber.tcp
  /** The server's end exists. */
  protected serverStands = false

  /** The client's end has got a RST that it believes. */
  protected abstract wasReset(detail: string): void
  protected abstract heardIcmp(packet: Packet): void

  /** True: the server's end has it. False: it has not, or the connection is over. */
  protected sendToServer(flags: number, payloadBytes = 0): boolean {
    const packet = this.packetToServer(headerBytes + payloadBytes)
    packet.tcpFlags = flags
    const delivery = this.world.network.send(packet, this.station)
    if (delivery.kind === 'lost') this.loss = delivery.loss
    else this.loss = undefined
    if (delivery.answers.length > 0) this.heedAnswers(delivery.answers)
    if (this.isOver || delivery.kind === 'lost') return false
    const { at } = delivery
    if (this.serverStands && this.isAtServer(at, packet)) return true
    if (flags === syn) return this.#accept(delivery)
    if ((flags & rst) === 0) this.#resetFrom(at, packet, 'does not know the connection')
    return false
  }

  /** True: the client's end has it. */
  protected sendToClient(flags: number, payloadBytes = 0): boolean {
    const { server } = this
    if (server === undefined) return false
    const packet = this.packetToClient(headerBytes + payloadBytes)
    packet.tcpFlags = flags
    const delivery = this.world.network.send(packet, server)
    for (const answer of delivery.answers) this.#heedAtServer(answer)
    if (delivery.kind === 'lost') {
      this.answerLoss = describeLoss(delivery.loss)
      return false
    }
    if (this.isAtClient(delivery.at, packet)) {
      this.answerLoss = undefined
      return true
    }
    const from = formatEndpoint(packet.source, packet.sourcePort)
    this.answerLoss = `it came to ${describeStation(delivery.at)} as from ${from}`
    this.answerWentAstray(delivery)
    if ((flags & rst) === 0) this.#resetAnswer(delivery.at, packet)
    return false
  }

  /**
   * Where it is injected, the server sends a segment that conntrack takes for INVALID: its flags say so, as packets here
   * have no sequence numbers. Where the client's node is liberal, it is a segment like others.
   */
  protected sendOutOfWindow(): void {
    const { server } = this
    const { network, timeline } = this.world
    if (server === undefined || network.injections.isEmpty) return
    const node = nodeOf(server) ?? ''
    if (!network.injections.happens('packet-out-of-window', node, timeline.nowMs())) return
    this.sendToClient(network.isTcpLiberal(nodeOf(this.station) ?? node) ? ack : invalid)
  }

  /** What came back to the client because of what it sent. */
  protected heedAnswers(answers: readonly Arrival[]): void {
    for (const { at, packet } of answers) {
      if (this.isOver) return
      if (isIcmpError(packet)) {
        if (isAbout(packet, this)) this.heardIcmp(packet)
      } else if ((packet.tcpFlags & rst) !== 0 && this.isAtClient(at, packet)) {
        const why = this.loss === undefined ? '' : `: ${describeLoss(this.loss)}`
        this.wasReset(`RST from ${formatAddress(packet.source)}${why}`)
      }
    }
  }

  #heedAtServer({ at, packet }: Arrival): void {
    if ((packet.tcpFlags & rst) !== 0 && this.isAtServer(at, packet)) this.serverStands = false
  }

  /** A SYN came to somebody: a new connection there, or none if nobody listens. */
  #accept(arrival: ArrivedDelivery): boolean {
    const { at, packet } = arrival
    this.chooseServer(arrival)
    this.serverStands =
      at.kind !== 'pod' || at.pod.listens(protocolNumber.tcp, packet.destinationPort)
    if (this.serverStands) return true
    this.#resetFrom(at, packet, `does not listen on port ${packet.destinationPort}`)
    return false
  }

  /** The host that has got a segment of no connection of its own answers with RST. */
  #resetFrom(at: Station, packet: Packet, why: string): void {
    this.#turnIntoReset(packet)
    const { network } = this.world
    const delivery = network.send(packet, at)
    if (delivery.kind === 'arrived' && this.isAtClient(delivery.at, packet))
      this.wasReset(`RST: ${describeStation(at)} ${why}`)
    else if (delivery.kind === 'lost') this.answerLoss = describeLoss(delivery.loss)
    else this.answerLoss = `${describeStation(at)} ${why}, and its RST was not understood`
  }

  /** The same, of an answer that came to somebody who waits for none, or for one from elsewhere. */
  #resetAnswer(at: Station, packet: Packet): void {
    this.#turnIntoReset(packet)
    const delivery = this.world.network.send(packet, at)
    if (delivery.kind === 'arrived' && this.isAtServer(delivery.at, packet))
      this.serverStands = false
  }

  #turnIntoReset(packet: Packet): void {
    const { source, sourcePort, destination, destinationPort, tcpFlags } = packet
    packet.source = destination
    packet.sourcePort = destinationPort
    packet.destination = source
    packet.destinationPort = sourcePort
    packet.tcpFlags = (tcpFlags & ack) !== 0 ? rst : rst | ack
    packet.lengthBytes = (typeof source === 'number' ? 20 : 40) + headerBytes
  }
}

/** Undefined: of a station outside. */
function nodeOf(station: Station): string | undefined {
  switch (station.kind) {
    case 'pod':
      return station.pod.node
    case 'node':
      return station.node
    case 'outside':
      return undefined
  }
}
