import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import type { Fate, Passage } from './passage.ts'

export const noEmissions: readonly Passage[] = []

/** The passage of a packet that left the node: that of nearly all packets, so it is kept small. */
export class Departure implements Passage {
  readonly packet: Packet
  readonly drawnPort: boolean
  readonly emissions: readonly Passage[]
  readonly outputInterface: string
  readonly nextHop: Address

  constructor(
    packet: Packet,
    drawnPort: boolean,
    outputInterface: string,
    nextHop: Address,
    emissions: readonly Passage[] = noEmissions,
  ) {
    this.packet = packet
    this.drawnPort = drawnPort
    this.emissions = emissions
    this.outputInterface = outputInterface
    this.nextHop = nextHop
  }

  get fate(): Fate {
    return { kind: 'departed', outputInterface: this.outputInterface, nextHop: this.nextHop }
  }
}
