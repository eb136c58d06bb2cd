import { icmpErrorFor } from '../../../kernel/answers.ts'
import { isIcmpError } from '../../../kernel/netfilter/connections/icmp-errors.ts'
import type { Address } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { LivingPod, PodEnd } from '../../cluster/living-pod.ts'
import type { Arrival, Delivery, Station } from '../../network/delivery.ts'
import { Connection } from './connection.ts'
import { describeIcmp, isAbout, isFatalToDatagrams } from './icmp-words.ts'
import { describeLoss } from './loss-words.ts'
import { describeStation } from './stations.ts'

/** ICMP port unreachable, as a host says it. */
const portUnreachable = { ipv4: { type: 3, code: 3 }, ipv6: { type: 1, code: 4 } }

/** What became of a datagram. `refused`: its sender was told, as `refusal` says; `unsent`: at once, by its own kernel. */
export type Sending = 'arrived' | 'lost' | 'refused' | 'unsent'

/** Who received a datagram, and as what. */
export interface ServerEnd {
  readonly at: Station
  readonly backend: Address
  readonly backendPort: number
  readonly seen: Address
  readonly seenPort: number
}

/** Both ends of an exchange without connection: whoever gets a datagram answers whom it sees. */
export abstract class DatagramEnds extends Connection {
  /** Why the last datagram was refused or not sent. */
  protected refusal = ''
  /** The last packet was answered by the node that it came to: an echo. */
  protected isEchoed = false

  override podEnded(pod: LivingPod, _how: PodEnd): void {
    if (this.station.kind !== 'pod' || this.station.pod !== pod) return
    this.finish('not-sent', `client ${pod.name} ended`, this.world.timeline.nowMs())
  }

  /** The world's packet goes from the client. */
  protected sendToServer(packet: Packet): Sending {
    this.refusal = ''
    this.isEchoed = false
    const delivery = this.world.network.send(packet, this.station)
    const { loss } = delivery.kind === 'lost' ? delivery : { loss: undefined }
    this.loss = loss
    if (this.#isRefusedIn(delivery.answers)) return 'refused'
    if (delivery.kind === 'lost') {
      if (loss?.kind !== 'dropped' || loss.error === undefined) return 'lost'
      this.refusal = `${loss.error}: ${describeLoss(loss)}`
      return 'unsent'
    }
    const { at } = delivery
    if (!this.isAtServer(at, packet)) this.chooseServer(delivery)
    if (this.takes(at, packet)) return 'arrived'
    return this.#refuse(at, packet)
  }

  /** Where several questions are under way, each has the server that got it. */
  protected get serverEnd(): ServerEnd | undefined {
    const { server: at, backend, backendPort, seen, seenPort } = this
    return at === undefined ? undefined : { at, backend, backendPort, seen, seenPort }
  }

  protected set serverEnd(end: ServerEnd) {
    this.server = end.at
    this.backend = end.backend
    this.backendPort = end.backendPort
    this.seen = end.seen
    this.seenPort = end.seenPort
  }

  /** The world's packet goes back. True: the client has it, as from whom it asked. */
  protected sendToClient(packet: Packet): boolean {
    const { server } = this
    if (server === undefined || (server.kind === 'pod' && server.pod.state === 'gone')) {
      this.answerLoss = 'whoever was asked is gone'
      return false
    }
    const delivery = this.world.network.send(packet, server)
    const isThere = delivery.kind === 'arrived' && this.isAtClient(delivery.at, packet)
    this.answerLoss = isThere ? undefined : whyNot(delivery)
    if (!isThere && delivery.kind === 'arrived') this.answerWentAstray(delivery)
    return isThere
  }

  /** Whether a process there wants the packet. */
  protected abstract takes(at: Station, packet: Packet): boolean

  #isRefusedIn(answers: readonly Arrival[]): boolean {
    for (const { at, packet } of answers) {
      if (!isIcmpError(packet) && this.isAtClient(at, packet)) this.isEchoed = true
      if (!isIcmpError(packet) || !isAbout(packet, this) || !isFatalToDatagrams(packet)) continue
      const why = this.loss === undefined ? '' : `: ${describeLoss(this.loss)}`
      this.refusal = `${describeIcmp(packet)}${why}`
      return true
    }
    return false
  }

  /** A host without such a process says so. */
  #refuse(at: Station, packet: Packet): Sending {
    const { type, code } =
      typeof packet.source === 'number' ? portUnreachable.ipv4 : portUnreachable.ipv6
    const error = icmpErrorFor(packet, packet.destination, type, code)
    if (error === undefined) return 'lost'
    const why = `${describeStation(at)} does not listen on port ${packet.destinationPort}`
    const delivery = this.world.network.send(error, at)
    if (delivery.kind === 'arrived' && isAbout(delivery.packet, this)) {
      this.refusal = `${describeIcmp(delivery.packet)}: ${why}`
      return 'refused'
    }
    this.answerLoss = why
    return 'lost'
  }
}

function whyNot(delivery: Delivery): string {
  if (delivery.kind === 'lost') return describeLoss(delivery.loss)
  return `it came to ${describeStation(delivery.at)} as from elsewhere`
}
