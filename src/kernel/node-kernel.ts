import type { Address, Family } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { type Chains, HookChains } from './hook-chains.ts'
import { IcmpRateLimit } from './icmp-rate-limit.ts'
import { type InterfaceSettings, readInterfaceSettings } from './input-routing.ts'
import type { KernelParts } from './kernel-parts.ts'
import { LocalSockets } from './local-sockets.ts'
import type { Moment, SendOptions } from './moment.ts'
import { AddressTranslation } from './netfilter/address-translation.ts'
import { ConnectionTracker } from './netfilter/connection-tracker.ts'
import { readConnectionSettings } from './netfilter/connections/connection-settings.ts'
import { TrackedConnections } from './netfilter/connections/connection-view.ts'
import type { AddressType, HookOwner, HostView } from './netfilter/hook.ts'
import type { Routing } from './netfilter/routing.ts'
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
  /** Packets come in bursts by the same interface. */
  #lastInterface: string | undefined = undefined
  #lastSettings = readInterfaceSettings(() => undefined, '')
  readonly #forwards = { IPv4: true, IPv6: true }
  readonly #way = new PacketWay(this)

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
    this.#lastInterface = undefined
    this.#forwards.IPv4 = this.sysctl('net.ipv4.ip_forward') !== '0'
    this.#forwards.IPv6 = this.sysctl('net.ipv6.conf.all.forwarding') !== '0'
    if (name.includes('nf_conntrack')) {
      this.tracker.settings = readConnectionSettings((asked) => this.sysctl(asked))
    }
  }

  sysctl(name: string): string | undefined {
    return this.#sysctls.get(name)
  }

  interfaceSettings(name: string): InterfaceSettings {
    if (name === this.#lastInterface) return this.#lastSettings
    const settings =
      this.#interfaceSettings.get(name) ?? readInterfaceSettings((it) => this.sysctl(it), name)
    this.#interfaceSettings.set(name, settings)
    this.#lastInterface = name
    this.#lastSettings = settings
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
    return family === 'IPv4' ? this.#forwards.IPv4 : this.#forwards.IPv6
  }

  chainsFor(packet: Packet): Chains {
    return this.#chains.of(typeof packet.source === 'number' ? 'IPv4' : 'IPv6')
  }

  /** A packet that comes in by an interface. The packet is changed on its way. */
  receive(packet: Packet, inputInterface: string, moment: Moment): Passage {
    return this.#way.receive(packet, inputInterface, moment)
  }

  /** A packet that a process of the node sends. The packet is changed on its way. */
  send(packet: Packet, moment: Moment, options: SendOptions = {}): Passage {
    return this.#way.send(packet, moment, options)
  }
}
