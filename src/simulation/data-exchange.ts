import type { Moment } from '../kernel/moment.ts'
import type { NodeKernel } from '../kernel/node-kernel.ts'
import type { Passage } from '../kernel/passage.ts'
import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'
import { type End, type Segment, segmentPacket } from './exchange-packets.ts'
import type { ExchangeResult, Place } from './exchange-result.ts'
import type { Sender, Surroundings } from './exchange-surroundings.ts'

/** A TCP connection that both ends hold open. */
export interface OpenConnection {
  readonly from: Sender
  /** As the client sees it. */
  readonly source: End
  readonly destination: End
  /** As the server sees it. */
  readonly where: Place
  readonly backend: End
  readonly seenSource: End
}

const push = tcpFlag.psh | tcpFlag.ack
const data: Segment = { name: 'data', tcpFlags: push, payloadBytes: 4 }
const answer: Segment = { name: 'data', tcpFlags: push, payloadBytes: 60 }
const acknowledgement: Segment = { name: 'ACK', tcpFlags: tcpFlag.ack }
const reset: Segment = { name: 'RST', tcpFlags: tcpFlag.rst }

/**
 * More data on an open connection, and its answer. Where nobody knows the connection (any more), a RST comes
 * back; an ICMP error does not end an established connection (RFC 5461), so that counts as dropped.
 */
export function exchangeData(
  kernel: NodeKernel,
  surroundings: Surroundings,
  connection: OpenConnection,
  moment: Moment,
): ExchangeResult {
  return new DataExchange(kernel, surroundings, connection, moment).run()
}

class DataExchange {
  readonly #kernel: NodeKernel
  readonly #surroundings: Surroundings
  readonly #connection: OpenConnection
  readonly #moment: Moment

  constructor(
    kernel: NodeKernel,
    surroundings: Surroundings,
    connection: OpenConnection,
    moment: Moment,
  ) {
    this.#kernel = kernel
    this.#surroundings = surroundings
    this.#connection = connection
    this.#moment = moment
  }

  run(): ExchangeResult {
    return this.#withSocket(() => this.#send())
  }

  #send(): ExchangeResult {
    const { from, source, destination, backend, seenSource, where } = this.#connection
    const passage = this.#pass(from, source, destination, data)
    if (passage.emissions.some((emission) => this.#isReset(emission)))
      return { outcome: 'rejected', tcpReset: true }
    const place = this.#placeOf(passage)
    if (place === undefined) return { outcome: 'dropped' }
    const { packet } = passage
    if (place !== where || !isBetween(packet, seenSource, backend))
      return this.#unknownThere(place, packet)
    const back = this.#pass(senderAt(where), backend, seenSource, answer)
    if (!this.#isAnswer(back)) return { outcome: 'dropped' }
    this.#pass(from, source, destination, acknowledgement)
    return {
      outcome: 'reached',
      where,
      backend,
      seenSource: { ...seenSource, drawn: false },
      replyOk: true,
    }
  }

  /** It came to somebody who knows nothing of the connection. */
  #unknownThere(place: Place, packet: Packet): ExchangeResult {
    const here = { address: packet.destination, port: packet.destinationPort }
    const there = { address: packet.source, port: packet.sourcePort }
    if (!this.#surroundings.answersThroughNode(place, there.address)) return { outcome: 'dropped' }
    const back = this.#pass(senderAt(place), here, there, reset)
    return this.#isReset(back) ? { outcome: 'rejected', tcpReset: true } : { outcome: 'dropped' }
  }

  #pass(from: Sender, source: End, destination: End, segment: Segment): Passage {
    const packet = segmentPacket(protocolNumber.tcp, source, destination, segment)
    return from === 'node'
      ? this.#kernel.send(packet, this.#moment)
      : this.#kernel.receive(packet, this.#surroundings.entrance(from), this.#moment)
  }

  #isReset(passage: Passage): boolean {
    return (passage.packet.tcpFlags & tcpFlag.rst) !== 0 && this.#isAnswer(passage)
  }

  #isAnswer(passage: Passage): boolean {
    const { from, source, destination } = this.#connection
    const place = this.#placeOf(passage)
    return (
      place !== undefined &&
      senderAt(place) === from &&
      isBetween(passage.packet, destination, source)
    )
  }

  #placeOf({ fate }: Passage): Place | undefined {
    if (fate.kind === 'departed') return this.#surroundings.behind(fate.outputInterface)
    return fate.kind === 'delivered' && fate.accepted ? 'node' : undefined
  }

  #withSocket<Result>(work: () => Result): Result {
    const { from, source, destination } = this.#connection
    if (from !== 'node') return work()
    const socket = {
      protocol: protocolNumber.tcp,
      address: source.address,
      port: source.port,
      remoteAddress: destination.address,
      remotePort: destination.port,
    }
    this.#kernel.sockets.open(socket)
    try {
      return work()
    } finally {
      this.#kernel.sockets.close(socket)
    }
  }
}

function senderAt(place: Place): Sender {
  if (place === 'node') return 'node'
  return place === 'pods' ? 'pod' : 'client'
}

function isBetween(packet: Packet, from: End, to: End): boolean {
  return (
    packet.source === from.address &&
    packet.sourcePort === from.port &&
    packet.destination === to.address &&
    packet.destinationPort === to.port
  )
}
