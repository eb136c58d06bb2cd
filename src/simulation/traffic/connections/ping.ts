import type { InstantMs } from '../../../base/clock.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { PingTalk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { ConnectionOwner } from './connection.ts'
import { DatagramEnds } from './datagram-ends.ts'
import { describeLoss, reasonOf } from './loss-words.ts'

const pingBytes = 8 + 56
const echo = {
  ipv4: { request: 8, reply: 0 },
  ipv6: { request: 128, reply: 129 },
}

/** Echo requests with one identifier, one every so often, as `ping -c`. Complete if all were answered. */
export class Ping extends DatagramEnds {
  readonly #talk: PingTalk
  #left = 0
  #sendAtMs: InstantMs = 0
  #missing = 0

  constructor(world: TrafficWorld, owner: ConnectionOwner, talk: PingTalk) {
    super(world, owner)
    this.#talk = talk
  }

  override get protocol(): number {
    return typeof this.destination === 'number' ? protocolNumber.icmp : protocolNumber.icmpv6
  }

  protected override begin(): void {
    // Both port fields of a packet hold the identifier.
    this.destinationPort = this.sourcePort
    this.#left = this.#talk.count
    this.#sendAtMs = this.openedAtMs
    this.#missing = 0
  }

  protected override step(): boolean {
    const nowMs = this.world.timeline.nowMs()
    if (nowMs < this.#sendAtMs) return this.waitUntil(this.#sendAtMs)
    const { intervalMs, timeoutMs } = this.#talk
    if (this.#left === 0) return this.#end()
    this.#left -= 1
    this.owner.counts.requestsSent += 1
    const isAnswered = this.#isAnswered()
    if (!isAnswered) this.#missing += 1
    if (this.#left > 0) this.#sendAtMs = nowMs + intervalMs
    else if (!isAnswered) this.#sendAtMs = nowMs + timeoutMs
    return true
  }

  /** Every host answers a ping. */
  protected override takes(): boolean {
    return true
  }

  #isAnswered(): boolean {
    const request = this.packetToServer(pingBytes)
    request.icmpType = this.#types.request
    const sentAtMs = this.world.timeline.nowMs()
    const sending = this.sendToServer(request)
    if (sending !== 'arrived') return false
    this.owner.counts.requestsArrived += 1
    // A node's kernel has answered by itself.
    const isAnswered = this.server?.kind === 'node' ? this.isEchoed : this.#answer()
    if (isAnswered) this.countAnswer(sentAtMs)
    return isAnswered
  }

  #answer(): boolean {
    const reply = this.packetToClient(pingBytes)
    reply.icmpType = this.#types.reply
    return this.sendToClient(reply)
  }

  get #types(): { readonly request: number; readonly reply: number } {
    return typeof this.destination === 'number' ? echo.ipv4 : echo.ipv6
  }

  #end(): false {
    const nowMs = this.world.timeline.nowMs()
    if (this.#missing === 0) {
      this.finish('completed', '', nowMs)
      return false
    }
    const lost =
      this.refusal !== ''
        ? this.refusal
        : this.loss === undefined
          ? (this.answerLoss ?? 'the last one was answered')
          : describeLoss(this.loss)
    const reason = this.refusal !== '' ? 'refused' : reasonOf(this.loss)
    const detail = `${this.#missing} of ${this.#talk.count} not answered; ${lost}`
    this.finish(reason, detail, nowMs)
    return false
  }
}
