import type { Address, Family } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import type { Chains } from './hook-chains.ts'
import type { IcmpRateLimit } from './icmp-rate-limit.ts'
import type { InterfaceSettings } from './input-routing.ts'
import type { LocalSockets } from './local-sockets.ts'
import type { AddressTranslation } from './netfilter/address-translation.ts'
import type { ConnectionTracker } from './netfilter/connection-tracker.ts'
import type { ConnectionView, HostView } from './netfilter/hook.ts'
import type { Routing } from './netfilter/routing.ts'

/** What a packet meets on its way: the parts of a node's kernel. */
export interface KernelParts extends HostView {
  readonly routing: Routing
  readonly tracker: ConnectionTracker
  readonly connections: ConnectionView
  readonly translation: AddressTranslation
  readonly sockets: LocalSockets
  readonly icmpRateLimit: IcmpRateLimit
  chainsFor(packet: Packet): Chains
  interfaceSettings(name: string): InterfaceSettings
  sourceTowards(destination: Address): Address | undefined
  forwards(family: Family): boolean
}
