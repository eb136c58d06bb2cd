import type { InstantMs } from '../../../base/clock.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { FailureReason } from '../../events/run-event.ts'
import type { Station } from '../../network/delivery.ts'
import type { UdpTalk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { ConnectionOwner, Outcome } from './connection.ts'
import { goneAddressOf } from './connection-events.ts'
import { DatagramEnds, type Sending } from './datagram-ends.ts'
import { describeLoss, reasonOf } from './loss-words.ts'

const headerBytes = 8
const requestBytes = headerBytes + 40
const answerBytes = headerBytes + 120

type Phase = 'sending' | 'serving' | 'waiting'

/**
 * Datagrams from one socket. With answers, the first one without an answer ends it. One way, they all are sent whatever
 * becomes of them, and the exchange is complete if all of them arrived.
 */
export class UdpExchange extends DatagramEnds {
  override readonly protocol = protocolNumber.udp
  readonly #talk: UdpTalk
  #phase: Phase = 'sending'
  #left = 0
  #sendAtMs: InstantMs = 0
  #sentAtMs: InstantMs = 0
  #dueAtMs: InstantMs = 0
  #lost = 0
  #firstReason: FailureReason = 'timed-out'
  #firstDetail = ''

  constructor(world: TrafficWorld, owner: ConnectionOwner, talk: UdpTalk) {
    super(world, owner)
    this.#talk = talk
  }

  protected override begin(): void {
    this.#phase = 'sending'
    this.#left = this.#talk.datagrams
    this.#sendAtMs = this.openedAtMs
    this.#lost = 0
  }

  protected override step(): boolean {
    const nowMs = this.world.timeline.nowMs()
    switch (this.#phase) {
      case 'sending':
        if (nowMs < this.#sendAtMs) return this.waitUntil(this.#sendAtMs)
        return this.#send(nowMs)
      case 'serving':
        if (nowMs < this.#dueAtMs) return this.waitUntil(this.#dueAtMs)
        return this.#answer(nowMs)
      case 'waiting':
        if (nowMs < this.#dueAtMs) return this.waitUntil(this.#dueAtMs)
        return this.#giveUp()
    }
  }

  protected override takes(at: Station, packet: Packet): boolean {
    return at.kind !== 'pod' || at.pod.listens(protocolNumber.udp, packet.destinationPort)
  }

  #send(nowMs: InstantMs): boolean {
    const { isAnswered, intervalMs, serverMs, timeoutMs } = this.#talk
    const { counts } = this.owner
    this.#sentAtMs = nowMs
    this.#sendAtMs = nowMs + intervalMs
    this.#left -= 1
    counts.requestsSent += 1
    const sending = this.sendToServer(this.packetToServer(requestBytes))
    if (sending === 'arrived') counts.requestsArrived += 1
    if (!isAnswered) return this.#sentOneWay(sending)
    if (sending === 'refused') return this.#end('refused', this.refusal)
    if (sending === 'unsent') return this.#end('not-sent', this.refusal)
    const willAnswer = sending === 'arrived' && serverMs < timeoutMs
    this.#phase = willAnswer ? 'serving' : 'waiting'
    this.#dueAtMs = nowMs + (willAnswer ? serverMs : timeoutMs)
    return true
  }

  #answer(nowMs: InstantMs): boolean {
    if (this.sendToClient(this.packetToClient(answerBytes))) {
      this.countAnswer(this.#sentAtMs)
      this.#phase = 'sending'
      this.#sendAtMs = Math.max(nowMs, this.#sendAtMs)
      return this.#left > 0 || this.#end('completed', '')
    }
    this.#phase = 'waiting'
    this.#dueAtMs = this.#sentAtMs + this.#talk.timeoutMs
    return true
  }

  #sentOneWay(sending: Sending): boolean {
    if (sending !== 'arrived') this.#noteLost(sending)
    if (this.#left > 0) return true
    if (this.#lost === 0) return this.#end('completed', '')
    const { datagrams } = this.#talk
    const count = datagrams === 1 ? '' : `${this.#lost} of ${datagrams} datagrams, the first: `
    return this.#end(this.#firstReason, `${count}${this.#firstDetail}`)
  }

  #noteLost(sending: Exclude<Sending, 'arrived'>): void {
    const reason =
      sending === 'lost' ? reasonOf(this.loss) : sending === 'refused' ? 'refused' : 'not-sent'
    const lost = this.loss === undefined ? (this.answerLoss ?? '') : describeLoss(this.loss)
    const detail = sending === 'lost' ? lost : this.refusal
    if (this.#lost === 0) {
      this.#firstReason = reason
      this.#firstDetail = detail
    }
    this.#lost += 1
    const { events, timeline } = this.world
    if (!events.isObserved) return
    const atMs = timeline.nowMs()
    const gone = goneAddressOf(this.loss)
    events.emit({ kind: 'datagram-lost', atMs, connection: this.number, reason, detail, ...gone })
  }

  #giveUp(): false {
    const what = `no answer in ${this.#talk.timeoutMs / 1_000} s`
    const lost = this.loss === undefined ? this.answerLoss : describeLoss(this.loss)
    const where = this.loss === undefined ? 'the answer was lost: ' : ''
    const detail = lost === undefined ? what : `${what}; ${where}${lost}`
    return this.#end(reasonOf(this.loss), detail)
  }

  #end(outcome: Outcome, detail: string): false {
    this.finish(outcome, detail, this.world.timeline.nowMs())
    return false
  }
}
