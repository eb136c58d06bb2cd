import type { InstantMs } from '../../../base/clock.ts'
import { isIcmpError } from '../../../kernel/netfilter/connections/icmp-errors.ts'
import { sctpChunk } from '../../../kernel/netfilter/connections/sctp-tracking.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { LivingPod, PodEnd } from '../../cluster/living-pod.ts'
import type { Arrival, Station } from '../../network/delivery.ts'
import type { SctpTalk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import { Connection, type ConnectionOwner, never, type Outcome } from './connection.ts'
import { describeIcmp, isAbout } from './icmp-words.ts'
import { describeLoss, reasonOf } from './loss-words.ts'
import { describeStation } from './stations.ts'

const headerBytes = 12
const chunkBytes = 16
const dataBytes = chunkBytes + 60
/** net.sctp.rto_initial, rto_min, rto_max, max_init_retransmits and association_max_retrans. */
const initialMs = 3_000
const leastMs = 1_000
const mostMs = 60_000
const initRetransmitsMax = 8
const retransmitsMax = 10
/** ICMP protocol unreachable ends an association at once; of the others SCTP takes no notice (net/sctp/input.c). */
const protocolUnreachable = { type: 3, code: 2 }

type Phase = 'opening' | 'asking' | 'serving' | 'answering' | 'thinking' | 'closing'

/** An SCTP association (RFC 9260): four-way handshake, requests and answers, the client's shutdown. */
export class SctpAssociation extends Connection {
  override readonly protocol = protocolNumber.sctp
  readonly #talk: SctpTalk
  #phase: Phase = 'opening'
  #serverStands = false
  #requestsLeft = 0
  #sent = 0
  #sendAtMs: InstantMs = 0
  #dueAtMs: InstantMs = 0
  #deadlineMs: InstantMs = never
  #requestAtMs: InstantMs = 0

  constructor(world: TrafficWorld, owner: ConnectionOwner, talk: SctpTalk) {
    super(world, owner)
    this.#talk = talk
  }

  override podEnded(pod: LivingPod, how: PodEnd): void {
    if (this.station.kind === 'pod' && this.station.pod === pod) {
      this.#end('not-sent', `client ${pod.name} ended`)
      return
    }
    const stood = this.#serverStands
    this.#serverStands = false
    // A process that ends aborts its associations, whatever TCP would do.
    if (stood && how !== 'silence' && this.#sendToClient(sctpChunk.abort))
      this.#end('reset', `ABORT from pod ${pod.name}, which ended`)
  }

  protected override begin(): void {
    this.#requestsLeft = this.#talk.requests
    this.#serverStands = false
    this.#beginPhase('opening')
  }

  protected override step(): boolean {
    const nowMs = this.world.timeline.nowMs()
    if (nowMs >= this.#deadlineMs) return this.#fail('no answer')
    switch (this.#phase) {
      case 'opening':
      case 'asking':
      case 'answering':
        if (nowMs < this.#sendAtMs)
          return this.waitUntil(Math.min(this.#sendAtMs, this.#deadlineMs))
        return this.#sendAgain(nowMs)
      case 'serving':
        if (nowMs < this.#dueAtMs) return this.waitUntil(Math.min(this.#dueAtMs, this.#deadlineMs))
        this.#beginPhase('answering', this.#deadlineMs)
        return true
      case 'thinking':
        if (nowMs < this.#dueAtMs) return this.waitUntil(this.#dueAtMs)
        this.#beginPhase('asking')
        return true
      case 'closing':
        return this.waitUntil(never)
    }
  }

  #sendAgain(nowMs: InstantMs): boolean {
    const isOpening = this.#phase === 'opening'
    if (this.#sent > (isOpening ? initRetransmitsMax : retransmitsMax))
      return this.#fail(isOpening ? 'no association' : 'no acknowledgement')
    if (this.#sent > 0) this.owner.counts.retransmissions += 1
    const firstMs = isOpening ? initialMs : leastMs
    this.#sendAtMs = nowMs + Math.min(mostMs, firstMs * 2 ** this.#sent)
    this.#sent += 1
    if (isOpening) this.#open()
    else if (this.#phase === 'asking') this.#ask(nowMs)
    else this.#answer(nowMs)
    return !this.isOver
  }

  #open(): void {
    const isOpen =
      this.#sendToServer(sctpChunk.init) &&
      this.#sendToClient(sctpChunk.initAck) &&
      this.#sendToServer(sctpChunk.cookieEcho) &&
      this.#sendToClient(sctpChunk.cookieAck)
    if (isOpen) this.#next()
  }

  #ask(nowMs: InstantMs): void {
    this.owner.counts.requestsSent += 1
    if (!this.#sendToServer(sctpChunk.data)) return
    this.owner.counts.requestsArrived += 1
    this.#phase = 'serving'
    this.#dueAtMs = nowMs + this.#talk.serverMs
  }

  #answer(nowMs: InstantMs): void {
    if (!this.#serverStands || !this.#sendToClient(sctpChunk.data)) return
    this.countAnswer(this.#requestAtMs)
    this.#requestsLeft -= 1
    this.#deadlineMs = never
    if (this.#requestsLeft === 0) this.#next()
    else {
      this.#phase = 'thinking'
      this.#dueAtMs = nowMs + this.#talk.thinkMs
    }
  }

  #next(): void {
    if (this.#requestsLeft > 0) {
      this.#beginPhase('asking')
      return
    }
    this.#phase = 'closing'
    if (this.#sendToServer(sctpChunk.shutdown) && this.#sendToClient(sctpChunk.shutdownAck))
      this.#sendToServer(sctpChunk.shutdownComplete)
    this.#end('completed', '')
  }

  #beginPhase(phase: Phase, deadlineMs?: InstantMs): void {
    const nowMs = this.world.timeline.nowMs()
    const { timeoutMs } = this.#talk
    this.#phase = phase
    this.#sent = 0
    this.#sendAtMs = nowMs
    if (phase !== 'answering') this.#requestAtMs = nowMs
    this.#deadlineMs = deadlineMs ?? (timeoutMs === undefined ? never : nowMs + timeoutMs)
  }

  #sendToServer(chunk: number): boolean {
    const packet = this.packetToServer(headerBytes + sizeOf(chunk))
    packet.sctpChunkType = chunk
    const delivery = this.world.network.send(packet, this.station)
    this.loss = delivery.kind === 'lost' ? delivery.loss : undefined
    this.#heed(delivery.answers)
    if (this.isOver || delivery.kind === 'lost') return false
    const { at } = delivery
    if (this.#serverStands && this.isAtServer(at, packet)) return true
    if (chunk === sctpChunk.init) {
      this.chooseServer(delivery)
      this.#serverStands =
        at.kind !== 'pod' || at.pod.listens(protocolNumber.sctp, packet.destinationPort)
    }
    if (this.#serverStands && chunk === sctpChunk.init) return true
    const knows = chunk === sctpChunk.init ? 'does not listen' : 'does not know the association'
    this.#abortFrom(at, packet, knows)
    return false
  }

  #sendToClient(chunk: number): boolean {
    const { server } = this
    if (server === undefined) return false
    const packet = this.packetToClient(headerBytes + sizeOf(chunk))
    packet.sctpChunkType = chunk
    const delivery = this.world.network.send(packet, server)
    if (delivery.kind === 'arrived' && this.isAtClient(delivery.at, packet)) {
      this.answerLoss = undefined
      return true
    }
    if (delivery.kind === 'arrived') this.answerWentAstray(delivery)
    this.answerLoss =
      delivery.kind === 'lost'
        ? describeLoss(delivery.loss)
        : `it came to ${describeStation(delivery.at)} as from elsewhere`
    return false
  }

  #heed(answers: readonly Arrival[]): void {
    for (const { packet } of answers) {
      if (this.isOver || !isIcmpError(packet) || !isAbout(packet, this)) continue
      const { type, code } = protocolUnreachable
      if (packet.icmpType !== type || packet.icmpCode !== code) continue
      this.#end(this.#phase === 'opening' ? 'refused' : 'reset', describeIcmp(packet))
    }
  }

  /** Out of the blue (RFC 9260, 8.4). */
  #abortFrom(at: Station, packet: Packet, why: string): void {
    const { source, sourcePort, destination, destinationPort } = packet
    packet.source = destination
    packet.sourcePort = destinationPort
    packet.destination = source
    packet.destinationPort = sourcePort
    packet.sctpChunkType = sctpChunk.abort
    const delivery = this.world.network.send(packet, at)
    if (delivery.kind !== 'arrived' || !this.isAtClient(delivery.at, packet)) return
    if (this.#phase === 'closing') return
    const outcome = this.#phase === 'opening' ? 'refused' : 'reset'
    this.#end(outcome, `ABORT: ${describeStation(at)} ${why}`)
  }

  #fail(what: string): false {
    const lost = this.loss === undefined ? this.answerLoss : describeLoss(this.loss)
    const seconds = (this.world.timeline.nowMs() - this.#requestAtMs) / 1_000
    return this.#end(
      reasonOf(this.loss),
      lost === undefined ? `${what} in ${seconds} s` : `${what} in ${seconds} s; ${lost}`,
    )
  }

  #end(outcome: Outcome, detail: string): false {
    this.#phase = 'closing'
    this.finish(outcome, detail, this.world.timeline.nowMs())
    return false
  }
}

function sizeOf(chunk: number): number {
  return chunk === sctpChunk.data ? dataBytes : chunkBytes
}
