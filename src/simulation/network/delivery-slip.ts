import type { Ipv4 } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { packetBetween } from '../exchange-packets.ts'
import type { Arrival, ArrivedDelivery, Loss, LostDelivery, Station } from './delivery.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

const nobodysEnd = { address: 0 as Ipv4, port: 0 }
const noPacket = packetBetween(0, nobodysEnd, nobodysEnd)
const outside: Station = { kind: 'outside' }

/** Writes deliveries into the same objects, packet after packet: millions of packets leave no garbage. */
export class DeliverySlip {
  readonly path: string[] = []
  readonly #answers: Arrival[] = []
  readonly #arrived: Writable<ArrivedDelivery> = {
    kind: 'arrived',
    at: outside,
    packet: noPacket,
    path: this.path,
    answers: this.#answers,
  }
  readonly #lost: Writable<LostDelivery> = {
    kind: 'lost',
    loss: { kind: 'nobody', address: nobodysEnd.address, reason: '' },
    packet: noPacket,
    path: this.path,
    answers: this.#answers,
  }

  begin(): void {
    this.path.length = 0
    this.#answers.length = 0
  }

  answer(arrival: Arrival): void {
    this.#answers.push(arrival)
  }

  arrived(packet: Packet, at: Station): ArrivedDelivery {
    this.#arrived.packet = packet
    this.#arrived.at = at
    return this.#arrived
  }

  lost(packet: Packet, loss: Loss): LostDelivery {
    this.#lost.packet = packet
    this.#lost.loss = loss
    return this.#lost
  }
}
