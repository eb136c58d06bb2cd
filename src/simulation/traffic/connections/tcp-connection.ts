import type { InstantMs } from '../../../base/clock.ts'
import type { Packet } from '../../../packet/packet.ts'
import { tcpFlag } from '../../../packet/protocol.ts'
import type { LivingPod, PodEnd } from '../../cluster/living-pod.ts'
import type { TcpTalk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import { type ConnectionOwner, never, type Outcome } from './connection.ts'
import { describeIcmp } from './icmp-words.ts'
import { describeLoss, reasonOf } from './loss-words.ts'
import { dataGivesUpAfterMs, dataWaitMs, lastSyn, synWaitMs } from './retransmission.ts'
import { TcpEnds } from './tcp-ends.ts'

const { syn, ack, psh, fin, rst } = tcpFlag
const data = psh | ack
const requestBytes = 60
const answerBytes = 200
/** TCP_TIMEWAIT_LEN of include/net/tcp.h. */
const timeWaitMs = 60_000
/** TCP_DELACK_MIN: an acknowledgement waits so long for data to ride on. */
const delayedAcknowledgementMs = 40

type Phase = 'opening' | 'asking' | 'serving' | 'answering' | 'thinking' | 'kept' | 'closing'

/**
 * A TCP connection: handshake, requests and answers one after the other, the close. A segment that gets no answer is sent
 * again when Linux would. ICMP errors end a connection only while it opens (RFC 5461). A close that is lost is
 * not sent again.
 */
export class TcpConnection extends TcpEnds {
  readonly #talk: TcpTalk
  #phase: Phase = 'opening'
  #requestsLeft = 0
  /** Of the segment that waits to be answered: how often it was sent, the first time and the next. */
  #sent = 0
  #firstSentAtMs: InstantMs = 0
  #sendAtMs: InstantMs = 0
  /** When the client loses patience. */
  #deadlineMs: InstantMs = never
  #requestAtMs: InstantMs = 0
  /** When the server has its answer, or the client its next request. */
  #dueAtMs: InstantMs = 0
  /** The SYN that a node waits with for an address that nobody answers for, and until when. */
  #waitingSyn: { readonly packet: Packet; readonly node: string } | undefined
  #toldAtMs: InstantMs = never

  constructor(world: TrafficWorld, owner: ConnectionOwner, talk: TcpTalk) {
    super(world, owner)
    this.#talk = talk
  }

  override podEnded(pod: LivingPod, how: PodEnd): void {
    const isClient = this.station.kind === 'pod' && this.station.pod === pod
    if (isClient) {
      this.#phase = 'closing'
      if (how !== 'silence') this.sendToServer(how === 'fin' ? fin | ack : rst | ack)
      this.finish('not-sent', `client ${pod.name} ended`, this.world.timeline.nowMs())
      return
    }
    const stood = this.serverStands
    this.serverStands = false
    if (!stood || how === 'silence' || this.#phase === 'opening') return
    if (how === 'rst') {
      if (this.sendToClient(rst | ack)) this.wasReset(`RST from pod ${pod.name}, which ended`)
    } else if (this.sendToClient(fin | ack)) this.#hearEnd(pod.name)
  }

  protected override begin(): void {
    const { requests, timeoutMs } = this.#talk
    this.serverStands = false
    this.#requestsLeft = requests
    this.#toldAtMs = never
    this.#beginSegment('opening')
    this.#deadlineMs = timeoutMs === undefined ? never : this.openedAtMs + timeoutMs
  }

  protected override step(): boolean {
    const nowMs = this.world.timeline.nowMs()
    if (nowMs >= this.#deadlineMs) return this.#losePatience()
    switch (this.#phase) {
      case 'opening':
        return this.#stepOpening(nowMs)
      case 'asking':
        return this.#stepAsking(nowMs)
      case 'serving':
        return this.#stepServing(nowMs)
      case 'answering':
        return this.#stepAnswering(nowMs)
      case 'thinking':
        if (nowMs < this.#dueAtMs) return this.waitUntil(this.#dueAtMs)
        this.#beginRequest(nowMs)
        return true
      case 'kept':
      case 'closing':
        return this.waitUntil(never)
    }
  }

  #stepOpening(nowMs: InstantMs): boolean {
    const { settings } = this.world
    if (nowMs >= this.#toldAtMs) {
      this.#hearUnreachable()
      if (this.isOver) return false
    }
    if (nowMs < this.#sendAtMs)
      return this.waitUntil(Math.min(this.#sendAtMs, this.#deadlineMs, this.#toldAtMs))
    if (this.#sent > lastSyn(settings)) return this.#giveUp('no answer to any SYN')
    this.#countSending(nowMs, synWaitMs(this.#sent, settings))
    if (this.sendToServer(syn) && this.sendToClient(syn | ack)) {
      this.#beginRequest(nowMs)
      this.sendToServer(ack)
      return !this.isOver
    }
    this.#heedSynLoss()
    return !this.isOver
  }

  #stepAsking(nowMs: InstantMs): boolean {
    if (nowMs < this.#sendAtMs) return this.waitUntil(Math.min(this.#sendAtMs, this.#deadlineMs))
    if (this.#requestsLeft === 0) return this.#close()
    if (this.#isSentForTooLong(nowMs)) return this.#giveUp('no answer to data')
    const { counts } = this.owner
    this.#countSending(nowMs, dataWaitMs(this.#sent))
    counts.requestsSent += 1
    if (!this.sendToServer(data, requestBytes)) return !this.isOver
    counts.requestsArrived += 1
    const { serverMs } = this.#talk
    if (serverMs >= delayedAcknowledgementMs) this.sendToClient(ack)
    this.#phase = 'serving'
    this.#dueAtMs = nowMs + serverMs
    return true
  }

  #stepServing(nowMs: InstantMs): boolean {
    if (nowMs < this.#dueAtMs) return this.waitUntil(Math.min(this.#dueAtMs, this.#deadlineMs))
    this.#beginSegment('answering')
    return true
  }

  #stepAnswering(nowMs: InstantMs): boolean {
    if (this.#sent === 0) this.sendOutOfWindow()
    // Nobody is left to send it; what the server acknowledged before, the client does not send again.
    if (!this.serverStands) return this.#missAnswer()
    if (nowMs < this.#sendAtMs) return this.waitUntil(Math.min(this.#sendAtMs, this.#deadlineMs))
    if (this.#isSentForTooLong(nowMs)) return this.#giveUp('the answer did not get through')
    this.#countSending(nowMs, dataWaitMs(this.#sent))
    if (!this.sendToClient(data, answerBytes)) return !this.isOver
    this.countAnswer(this.#requestAtMs)
    this.#requestsLeft -= 1
    const { thinkMs } = this.#talk
    this.#deadlineMs = never
    if (this.#requestsLeft === 0) return this.#close()
    if (thinkMs >= delayedAcknowledgementMs) this.sendToServer(ack)
    this.#phase = 'thinking'
    this.#dueAtMs = nowMs + thinkMs
    return !this.isOver
  }

  protected override wasReset(detail: string): void {
    if (this.#phase === 'closing') return
    this.serverStands = false
    this.#end(this.#phase === 'opening' ? 'refused' : 'reset', detail, false)
  }

  protected override heardIcmp(packet: Packet): void {
    if (this.#phase !== 'opening') return
    const why = this.loss === undefined ? '' : `: ${describeLoss(this.loss)}`
    this.#end('refused', `${describeIcmp(packet)}${why}`, false)
  }

  /** The server closed by itself: between requests that is in order, before an answer it is not. */
  #hearEnd(podName: string): void {
    const isIdle = this.#phase === 'thinking' || this.#phase === 'kept'
    this.#phase = 'closing'
    this.sendToServer(fin | ack)
    const { requests } = this.#talk
    const after = `${requests - this.#requestsLeft} of ${requests} requests`
    const detail = `pod ${podName} ended and closed it, after ${after}`
    this.#end(isIdle ? 'completed' : 'reset', detail, false)
  }

  /** What a lost SYN means for its sender beyond silence. */
  #heedSynLoss(): void {
    const { loss } = this
    if (this.isOver || loss === undefined) return
    if (loss.kind === 'dropped' && loss.hook === undefined && loss.error !== undefined)
      this.#end('not-sent', `${loss.error}: ${describeLoss(loss)}`, false)
    else if (loss.kind === 'pod-gone' && loss.toldAtMs !== undefined && this.#toldAtMs === never) {
      this.#toldAtMs = loss.toldAtMs
      this.#waitingSyn = { packet: { ...this.world.packet }, node: loss.node }
    }
  }

  #hearUnreachable(): void {
    const waiting = this.#waitingSyn
    this.#toldAtMs = never
    this.#waitingSyn = undefined
    if (waiting === undefined) return
    const { answers } = this.world.network.reportUnreachable(waiting.packet, waiting.node)
    this.heedAnswers(answers)
  }

  #beginRequest(nowMs: InstantMs): void {
    const { timeoutMs } = this.#talk
    this.#beginSegment('asking')
    this.#requestAtMs = nowMs
    this.#deadlineMs = timeoutMs === undefined ? never : nowMs + timeoutMs
  }

  #beginSegment(phase: Phase): void {
    this.#phase = phase
    this.#sent = 0
    this.#sendAtMs = this.world.timeline.nowMs()
    this.#firstSentAtMs = this.#sendAtMs
  }

  #countSending(nowMs: InstantMs, waitMs: number): void {
    if (this.#sent > 0) this.owner.counts.retransmissions += 1
    this.#sent += 1
    this.#sendAtMs = nowMs + waitMs
  }

  #isSentForTooLong(nowMs: InstantMs): boolean {
    return this.#sent > 0 && nowMs - this.#firstSentAtMs >= dataGivesUpAfterMs(this.world.settings)
  }

  #missAnswer(): boolean {
    if (this.#talk.serverMs >= delayedAcknowledgementMs) return this.waitUntil(this.#deadlineMs)
    this.#beginSegment('asking')
    this.#countSending(this.#requestAtMs, dataWaitMs(0))
    return true
  }

  #giveUp(what: string): false {
    return this.#fail(`${what} in ${this.#waitedSeconds()} s`)
  }

  #losePatience(): false {
    const what = this.#phase === 'opening' ? 'no connection' : 'no answer'
    return this.#fail(`${what} in ${this.#waitedSeconds()} s`)
  }

  #waitedSeconds(): number {
    const sinceMs = this.#phase === 'opening' ? this.openedAtMs : this.#requestAtMs
    return (this.world.timeline.nowMs() - sinceMs) / 1_000
  }

  #fail(what: string): false {
    const reason = reasonOf(this.loss)
    const lost = this.loss === undefined ? this.answerLoss : describeLoss(this.loss)
    const where = this.loss === undefined ? 'the answer was lost: ' : ''
    const detail = lost === undefined ? what : `${what}; ${where}${lost}`
    if (this.#phase !== 'opening') {
      this.#phase = 'closing'
      this.#exchangeEnds(false)
    }
    return this.#end(reason, detail, false)
  }

  #close(): boolean {
    const { close } = this.#talk
    if (close === 'kept') {
      this.#phase = 'kept'
      this.sendToServer(ack)
      return this.waitUntil(never)
    }
    this.#phase = 'closing'
    if (close === 'reset') this.sendToServer(rst | ack)
    else this.#exchangeEnds(close === 'server')
    return this.#end('completed', '', close === 'client')
  }

  #exchangeEnds(serverFirst: boolean): void {
    if (serverFirst) {
      if (this.sendToClient(fin | ack) && this.sendToServer(fin | ack)) this.sendToClient(ack)
    } else if (this.sendToServer(fin | ack) && this.sendToClient(fin | ack)) this.sendToServer(ack)
  }

  #end(outcome: Outcome, detail: string, timeWait: boolean): false {
    const nowMs = this.world.timeline.nowMs()
    this.finish(outcome, detail, timeWait ? nowMs + timeWaitMs : nowMs)
    return false
  }
}
