import type { Moment, SendOptions } from '../kernel/moment.ts'
import { isIcmpError } from '../kernel/netfilter/connections/icmp-errors.ts'
import type { Step } from '../kernel/netfilter/trace.ts'
import { StepList } from '../kernel/netfilter/trace.ts'
import { createVisits, type Visits } from '../kernel/netfilter/visits.ts'
import type { NodeKernel } from '../kernel/node-kernel.ts'
import type { Passage } from '../kernel/passage.ts'
import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'
import {
  type Conversation,
  conversationOf,
  type End,
  type Segment,
  segmentPacket,
} from './exchange-packets.ts'
import type { ExchangeResult, Place } from './exchange-result.ts'
import type { Sender, Surroundings } from './exchange-surroundings.ts'

/** Somebody asks something of an address. */
export interface ExchangeRequest {
  readonly from: Sender
  readonly protocol: number
  readonly source: End
  readonly destination: End
  /** TCP, SCTP: leave the connection open. */
  readonly keepOpen?: boolean
  readonly options?: SendOptions
}

/**
 * Whether the steps of packets are kept; `folded`: of the first packet and of the first answer, which the rest follows by
 * connection tracking, and rules that cannot match are told of together.
 */
export type Tracing = boolean | 'folded'

/** One packet of an exchange, and its way through the node. */
export interface Leg {
  /** `SYN`, `datagram`, `echo reply`. */
  readonly name: string
  readonly direction: 'request' | 'reply'
  /** As it was sent. */
  readonly sent: Packet
  readonly passage: Passage
  readonly steps: readonly Step[]
  readonly visits: Visits
}

export interface Exchange {
  readonly result: ExchangeResult
  /** In the order in which they were sent. */
  readonly legs: readonly Leg[]
}

/**
 * One request through a node, to whoever receives it, and the answer back: with TCP a handshake, some bytes
 * and a RST, as the recorder does it. Every packet passes at the same moment. With `traced`, legs have
 * their steps (`folded`: see `Tracing`); otherwise none.
 */
export function runExchange(
  kernel: NodeKernel,
  surroundings: Surroundings,
  request: ExchangeRequest,
  moment: Moment,
  traced: Tracing = false,
): Exchange {
  return new ExchangeRun(kernel, surroundings, request, moment, traced).run()
}

class ExchangeRun {
  readonly #kernel: NodeKernel
  readonly #surroundings: Surroundings
  readonly #request: ExchangeRequest
  readonly #moment: Moment
  readonly #traced: Tracing
  readonly #conversation: Conversation
  readonly #legs: Leg[] = []

  constructor(
    kernel: NodeKernel,
    surroundings: Surroundings,
    request: ExchangeRequest,
    moment: Moment,
    traced: Tracing,
  ) {
    this.#kernel = kernel
    this.#surroundings = surroundings
    this.#request = request
    this.#moment = moment
    this.#traced = traced
    this.#conversation = conversationOf(request.protocol)
  }

  run(): Exchange {
    const { from, protocol, source, destination } = this.#request
    if (from !== 'node') return { result: this.#ask(), legs: this.#legs }
    const socket = {
      protocol,
      address: source.address,
      port: source.port,
      ...(protocol === protocolNumber.tcp
        ? { remoteAddress: destination.address, remotePort: destination.port }
        : {}),
    }
    this.#kernel.sockets.open(socket)
    try {
      return { result: this.#ask(), legs: this.#legs }
    } finally {
      this.#kernel.sockets.close(socket)
    }
  }

  #ask(): ExchangeResult {
    const { source, destination } = this.#request
    const { opening } = this.#conversation
    const passage = this.#send(this.#request.from, source, destination, opening, 'request')
    const where = this.#placeOf(passage)
    const refusal = this.#refusal(passage)
    if (refusal !== undefined) return refusal
    const { fate, packet } = passage
    if (where === undefined) return notArrived(passage, this.#request.protocol)
    const seen = { address: packet.source, port: packet.sourcePort }
    const backend = { address: packet.destination, port: packet.destinationPort }
    const selfReply = where === 'pods' && seen.address === backend.address
    const replyOk =
      fate.kind === 'delivered' && isPing(packet)
        ? passage.emissions.some((emission) => this.#isAnswer(emission))
        : this.#answer(where, backend, seen)
    return {
      outcome: 'reached',
      where,
      backend,
      seenSource: { ...seen, drawn: passage.drawnPort },
      replyOk,
      ...(selfReply ? { selfReply } : {}),
    }
  }

  /** The receiver answers; whether the answer comes back as one, after which the conversation goes on. */
  #answer(where: Place, backend: End, seen: End): boolean {
    const { answer, rest, ending } = this.#conversation
    const sender = senderAt(where)
    // What no node translated, its receiver answers directly, and the answer looks as expected.
    if (!this.#surroundings.answersThroughNode(where, seen.address))
      return this.#isUntouched(backend, seen)
    const back = this.#send(sender, backend, seen, answer, 'reply')
    const { from, source, destination } = this.#request
    if (!this.#reaches(back, this.#request.from)) return false
    if (!this.#isAnswer(back)) {
      // Nobody waits for that: TCP says so.
      if (this.#request.protocol === protocolNumber.tcp) this.#refuse(back.packet)
      return false
    }
    for (const segment of rest)
      if (segment.reply) this.#send(sender, backend, seen, segment, 'reply')
      else this.#send(from, source, destination, segment, 'request')
    if (ending !== undefined && this.#request.keepOpen !== true)
      this.#send(from, source, destination, ending, 'request')
    return true
  }

  #isUntouched(backend: End, seen: End): boolean {
    const { source, destination } = this.#request
    return isSameEnd(backend, destination) && isSameEnd(seen, source)
  }

  #refuse(packet: Packet): void {
    const here = { address: packet.destination, port: packet.destinationPort }
    const there = { address: packet.source, port: packet.sourcePort }
    const reset: Segment = { name: 'RST', tcpFlags: tcpFlag.rst }
    this.#send(this.#request.from, here, there, reset, 'request')
  }

  #send(
    from: Sender,
    source: End,
    destination: End,
    segment: Segment,
    direction: Leg['direction'],
  ): Passage {
    const packet = segmentPacket(this.#request.protocol, source, destination, segment)
    const sent = { ...packet }
    const trace = this.#traceOf(direction)
    const visits = createVisits()
    const moment = { ...this.#moment, trace, visits }
    const passage =
      from === 'node'
        ? this.#kernel.send(packet, moment, this.#request.options)
        : this.#kernel.receive(packet, this.#surroundings.entrance(from), moment)
    const steps = trace?.steps ?? []
    this.#legs.push({ name: segment.name, direction, sent, passage, steps, visits })
    return passage
  }

  #traceOf(direction: Leg['direction']): StepList | undefined {
    if (this.#traced !== 'folded') return this.#traced ? new StepList() : undefined
    const isFirst = direction === 'request' ? this.#legs.length === 0 : !this.#hasReply()
    return isFirst ? new StepList(true) : undefined
  }

  #hasReply(): boolean {
    return this.#legs.some(({ direction }) => direction === 'reply')
  }

  /** Where a packet came to somebody who takes it. */
  #placeOf({ fate }: Passage): Place | undefined {
    if (fate.kind === 'departed') return this.#surroundings.behind(fate.outputInterface)
    return fate.kind === 'delivered' && fate.accepted ? 'node' : undefined
  }

  #reaches(passage: Passage, sender: Sender): boolean {
    const place = this.#placeOf(passage)
    return place !== undefined && senderAt(place) === sender
  }

  /** The answer looks as the sender expects it: from whom it was asked, to where it asked from. */
  #isAnswer(passage: Passage): boolean {
    const { from, source, destination } = this.#request
    const { packet } = passage
    return (
      this.#reaches(passage, from) &&
      packet.source === destination.address &&
      packet.sourcePort === destination.port &&
      packet.destination === source.address &&
      packet.destinationPort === source.port
    )
  }

  /** What the node sent back in refusal, if the sender can make something of it. */
  #refusal(passage: Passage): ExchangeResult | undefined {
    for (const emission of passage.emissions) {
      const { packet } = emission
      if (isIcmpError(packet) && this.#reaches(emission, this.#request.from)) {
        if (!this.#quotesRequest(packet)) continue
        const { icmpType: type, icmpCode: code, source: from } = packet
        return { outcome: 'rejected', icmp: { type, code, from } }
      }
      if ((packet.tcpFlags & tcpFlag.rst) !== 0 && this.#isAnswer(emission))
        return { outcome: 'rejected', tcpReset: true }
    }
    return undefined
  }

  #quotesRequest({ quoted }: Packet): boolean {
    const { source, destination } = this.#request
    return (
      quoted !== undefined &&
      quoted.source === source.address &&
      quoted.sourcePort === source.port &&
      quoted.destination === destination.address &&
      quoted.destinationPort === destination.port
    )
  }
}

function isSameEnd(one: End, other: End): boolean {
  return one.address === other.address && one.port === other.port
}

function senderAt(place: Place): Sender {
  if (place === 'node') return 'node'
  return place === 'pods' ? 'pod' : 'client'
}

function isPing(packet: Packet): boolean {
  return packet.protocol === protocolNumber.icmp || packet.protocol === protocolNumber.icmpv6
}

/** TCP goes on trying when its packet is dropped on the node; other senders are told at once. */
function notArrived({ fate }: Passage, protocol: number): ExchangeResult {
  const error = fate.kind === 'dropped' || fate.kind === 'rejected' ? fate.error : undefined
  const hook = fate.kind === 'dropped' ? fate.hook : undefined
  if (error === undefined) return { outcome: 'dropped' }
  if (protocol === protocolNumber.tcp && hook !== undefined) return { outcome: 'dropped' }
  return { outcome: error === 'EPERM' ? 'dropped' : 'error', errno: error }
}
