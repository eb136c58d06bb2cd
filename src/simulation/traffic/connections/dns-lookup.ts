import type { InstantMs } from '../../../base/clock.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { FailureReason } from '../../events/run-event.ts'
import type { Station } from '../../network/delivery.ts'
import type { DnsTalk } from '../traffic-plan.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import type { ConnectionOwner, Outcome } from './connection.ts'
import { DatagramEnds, type ServerEnd } from './datagram-ends.ts'
import { describeLoss, reasonOf } from './loss-words.ts'

const queries = ['A', 'AAAA'] as const
const queryBytes = 8 + 40
const answerBytes = 8 + 80

/**
 * A and AAAA of a name, asked at once from one socket, as glibc's resolver does (resolv/res_send.c). Where an answer is
 * missing, both are asked again after the time-out, as often as `attempts` says.
 */
export class DnsLookup extends DatagramEnds {
  override readonly protocol = protocolNumber.udp
  readonly #talk: DnsTalk
  #attempt = 0
  #dueAtMs: InstantMs = 0
  /** Of the queries that stayed without an answer last. */
  #missing = ''
  #reason: FailureReason = 'timed-out'

  constructor(world: TrafficWorld, owner: ConnectionOwner, talk: DnsTalk) {
    super(world, owner)
    this.#talk = talk
  }

  protected override begin(): void {
    this.#attempt = 0
    this.#dueAtMs = this.openedAtMs
  }

  protected override step(): boolean {
    const nowMs = this.world.timeline.nowMs()
    if (nowMs < this.#dueAtMs) return this.waitUntil(this.#dueAtMs)
    const { attempts, timeoutMs } = this.#talk
    if (this.#attempt === attempts) return this.#end(this.#reason, this.#missing)
    if (this.#attempt > 0) this.owner.counts.retransmissions += 2
    this.#attempt += 1
    this.#dueAtMs = nowMs + timeoutMs
    this.#missing = ''
    const servers = queries.map((type) => this.#ask(type))
    for (const [index, server] of servers.entries())
      if (server !== undefined && !this.isOver) this.#answer(server, queries[index] ?? '')
    if (this.isOver) return false
    return this.#missing !== '' || this.#end('completed', '')
  }

  protected override takes(at: Station, packet: Packet): boolean {
    return at.kind !== 'pod' || at.pod.listens(protocolNumber.udp, packet.destinationPort)
  }

  /** Who has the question; undefined: nobody. */
  #ask(type: string): ServerEnd | undefined {
    if (this.isOver) return undefined
    const { counts } = this.owner
    counts.requestsSent += 1
    const sending = this.sendToServer(this.packetToServer(queryBytes))
    if (sending === 'arrived') {
      counts.requestsArrived += 1
      return this.serverEnd
    }
    if (sending === 'lost') this.#miss(type)
    else this.#end(sending === 'refused' ? 'refused' : 'not-sent', this.refusal)
    return undefined
  }

  #answer(server: ServerEnd, type: string): void {
    this.serverEnd = server
    if (this.sendToClient(this.packetToClient(answerBytes))) this.countAnswer(this.openedAtMs)
    else this.#miss(type)
  }

  #miss(type: string): void {
    const lost = this.loss === undefined ? this.answerLoss : describeLoss(this.loss)
    this.#reason = reasonOf(this.loss)
    this.#missing = `no answer to ${type}: ${lost ?? 'nobody knows why'}`
  }

  #end(outcome: Outcome, detail: string): false {
    this.finish(outcome, detail, this.world.timeline.nowMs())
    return false
  }
}
