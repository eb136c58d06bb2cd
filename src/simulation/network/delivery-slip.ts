import type { Ipv4 } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { packetBetween } from '../exchange-packets.ts'
import type { Arrival, ArrivedDelivery, Loss, LostDelivery, Station } from './delivery.ts'

const nobodysEnd = { address: 0 as Ipv4, port: 0 }
const noPacket = packetBetween(0, nobodysEnd, nobodysEnd)
const outside: Station = { kind: 'outside' }
const noAnswers: readonly Arrival[] = []

/** Nodes that one packet passed. */
class Path {
  readonly #nodes: string[] = []
  #count = 0

  clear(): void {
    this.#count = 0
  }

  add(node: string): void {
    this.#nodes[this.#count] = node
    this.#count += 1
  }

  list(): readonly string[] {
    return this.#nodes.slice(0, this.#count)
  }
}

class ReusedDelivery {
  packet: Packet = noPacket
  answers = noAnswers
  readonly #path: Path

  constructor(path: Path) {
    this.#path = path
  }

  get path(): readonly string[] {
    return this.#path.list()
  }
}

class ReusedArrival extends ReusedDelivery implements ArrivedDelivery {
  readonly kind = 'arrived'
  at = outside
}

class ReusedLoss extends ReusedDelivery implements LostDelivery {
  readonly kind = 'lost'
  loss: Loss = { kind: 'nobody', address: nobodysEnd.address, reason: '' }
}

/** Writes deliveries into the same objects, packet after packet: millions of packets leave no garbage. */
export class DeliverySlip {
  readonly #path = new Path()
  readonly #arrived = new ReusedArrival(this.#path)
  readonly #lost = new ReusedLoss(this.#path)
  #answers = noAnswers

  begin(): void {
    this.#path.clear()
    this.#answers = noAnswers
  }

  pass(node: string): void {
    this.#path.add(node)
  }

  answer(arrival: Arrival): void {
    this.#answers = [...this.#answers, arrival]
  }

  arrived(packet: Packet, at: Station): ArrivedDelivery {
    const arrived = this.#arrived
    arrived.packet = packet
    arrived.at = at
    arrived.answers = this.#answers
    return arrived
  }

  lost(packet: Packet, loss: Loss): LostDelivery {
    const lost = this.#lost
    lost.packet = packet
    lost.loss = loss
    lost.answers = this.#answers
    return lost
  }
}
