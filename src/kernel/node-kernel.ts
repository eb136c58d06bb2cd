import { type Address, type Family, familyOf } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { HookChains } from './hook-chains.ts'
import { IcmpRateLimit } from './icmp-rate-limit.ts'
import { type InterfaceSettings, readInterfaceSettings } from './input-routing.ts'
import type { KernelParts } from './kernel-parts.ts'
import { LocalSockets } from './local-sockets.ts'
import type { Moment, SendOptions } from './moment.ts'
import { AddressTranslation } from './netfilter/address-translation.ts'
import { readConnectionSettings } from './netfilter/connection-settings.ts'
import { ConnectionTracker } from './netfilter/connection-tracker.ts'
import { TrackedConnections } from './netfilter/connection-view.ts'
import type { AddressType, Hook, HookFunction, HookOwner, HostView } from './netfilter/hook.ts'
import type { Routing } from './netfilter/routing.ts'
import { createVisits } from './netfilter/visits.ts'
import { PacketWay } from './packet-way.ts'
import type { Passage } from './passage.ts'

/**
 * A node's kernel, as far as packets know it: interfaces and routes, hooks with their engines, conntrack
 * and NAT, its own sockets. Engines are registered, configured from outside, and asked in their order.
 */
export class NodeKernel implements HostView, KernelParts {
  readonly routing: Routing
  readonly tracker = new ConnectionTracker()
  readonly translation = new AddressTranslation(this.tracker)
  readonly connections = new TrackedConnections(this.tracker)
  readonly sockets = new LocalSockets()
  readonly icmpRateLimit = new IcmpRateLimit()
  readonly #chains = new HookChains(this.tracker, this.translation)
  readonly #sysctls = new Map<string, string>()
  readonly #interfaceSettings = new Map<string, InterfaceSettings>()
  readonly #visits = createVisits()

  constructor(routing: Routing, sysctls: Readonly<Record<string, string>> = {}) {
    this.routing = routing
    for (const [name, value] of Object.entries(sysctls)) this.setSysctl(name, value)
  }

  /** An engine that wants to see packets. Of equal priority, the last one registered comes first. */
  register(owner: HookOwner): void {
    this.#chains.register(owner)
  }

  /** `net.ipv4.conf.all.route_localnet`, dots or slashes. */
  setSysctl(name: string, value: string): void {
    this.#sysctls.set(name.replaceAll('/', '.'), value)
    this.#interfaceSettings.clear()
    if (name.includes('nf_conntrack')) {
      this.tracker.settings = readConnectionSettings((asked) => this.sysctl(asked))
    }
  }

  sysctl(name: string): string | undefined {
    return this.#sysctls.get(name)
  }

  interfaceSettings(name: string): InterfaceSettings {
    const known = this.#interfaceSettings.get(name)
    if (known !== undefined) return known
    const settings = readInterfaceSettings((asked) => this.sysctl(asked), name)
    this.#interfaceSettings.set(name, settings)
    return settings
  }

  addressType(address: Address, interfaceName?: string): AddressType {
    return this.routing.addressType(address, interfaceName)
  }

  interfaceAddress(interfaceName: string, towards: Address): Address | undefined {
    return this.routing.interfaceAddress(interfaceName, towards)
  }

  /** The source that the node takes for a packet of its own; undefined: it cannot get there. */
  sourceTowards(destination: Address): Address | undefined {
    return this.routing.lookUp(destination).source
  }

  forwards(family: Family): boolean {
    const name = family === 'IPv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding'
    return this.sysctl(name) !== '0'
  }

  functionsOn(hook: Hook, packet: Packet): readonly HookFunction[] {
    return this.#chains.on(hook, familyOf(packet.source))
  }

  /** A packet that comes in by an interface. The packet is changed on its way. */
  receive(packet: Packet, inputInterface: string, moment: Moment): Passage {
    return new PacketWay(this, moment, this.#visits).receive(packet, inputInterface)
  }

  /** A packet that a process of the node sends. The packet is changed on its way. */
  send(packet: Packet, moment: Moment, options: SendOptions = {}): Passage {
    return new PacketWay(this, moment, this.#visits).send(packet, options)
  }
}
