import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  type Ipv4,
  networkOf,
  prefixContains,
} from '../../packet/address.ts'
import type { AddressType } from './hook.ts'
import {
  type InterfaceAddress,
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnspecified,
  type NetworkInterface,
  type Route,
  selectAddress,
} from './network-interface.ts'

/** Where a packet goes. */
export interface RouteAnswer {
  /** `UNSPEC`: no route. `UNKNOWN`: perhaps the node itself, else as `device` and `via` say. */
  readonly type: AddressType
  /** `lo` for the node's own addresses; '' where nobody knows, or nothing leads there. */
  readonly device: string
  /** The gateway; undefined: the destination is on the link. */
  readonly via: Address | undefined
  /** The source that the node's own packets get. */
  readonly source: Address | undefined
}

/** Answers remembered, by the low bits of an address: a power of two. */
const remembered = 8_192
/** Answers that addresses share. */
const sharedMax = 64
const nowhere: RouteAnswer = { type: 'UNSPEC', device: '', via: undefined, source: undefined }

/**
 * The node's interfaces and routes: what `ip addr` and `ip route` show. Local addresses come first, then
 * the longest prefix, given routes before those that an interface's addresses bring. No policy routing.
 */
export class Routing {
  readonly #interfaces = new Map<string, NetworkInterface>()
  #given: readonly Route[] = []
  readonly #localDevice = new Map<Address, string>()
  #broadcasts = new Set<Address>()
  #routes: Record<Family, Route[]> = { IPv4: [], IPv6: [] }
  /** IPv4 addresses and their answers, by the low bits; 0.0.0.0 is never remembered. */
  readonly #asked = new Int32Array(remembered)
  readonly #answers: RouteAnswer[] = new Array(remembered).fill(nowhere)
  readonly #sharedAnswers: RouteAnswer[] = []
  readonly #answers6 = new Map<Address, RouteAnswer>()
  /** False: nobody said which addresses are local, so nothing can be told for sure. */
  #known: boolean
  readonly #foreign = new Set<Address>()

  constructor(
    interfaces: readonly NetworkInterface[],
    routes: readonly Route[],
    options: { readonly addressesKnown: boolean } = { addressesKnown: true },
  ) {
    this.#known = options.addressesKnown
    this.set(interfaces, routes)
  }

  /** Replaces all interfaces and routes. */
  set(interfaces: readonly NetworkInterface[], routes: readonly Route[]): void {
    this.#interfaces.clear()
    for (const networkInterface of interfaces)
      this.#interfaces.set(networkInterface.name, networkInterface)
    this.#given = routes
    this.#refresh()
  }

  /** Somebody said that this one is not the node's, where else nothing is known. */
  declareForeign(address: Address): void {
    this.#foreign.add(address)
    this.#refresh()
  }

  /** Puts an interface there, or gives it other addresses (kube-ipvs0 comes and changes). */
  setInterface(networkInterface: NetworkInterface): void {
    this.#interfaces.set(networkInterface.name, networkInterface)
    this.#refresh()
  }

  /** Takes an interface away, and its addresses with it. */
  removeInterface(name: string): void {
    if (this.#interfaces.delete(name)) this.#refresh()
  }

  get interfaces(): readonly NetworkInterface[] {
    return [...this.#interfaces.values()]
  }

  hasInterface(name: string): boolean {
    return this.#interfaces.has(name)
  }

  isLocal(address: Address): boolean {
    return this.#localDevice.has(address) || isLoopback(address)
  }

  /** As inet_addr_type; with an interface as inet_dev_addr_type: local only if it is that interface's. */
  addressType(address: Address, interfaceName?: string): AddressType {
    const type = this.#typeOf(address)
    if (interfaceName === undefined || type !== 'LOCAL') return type
    return this.#deviceOf(address) === interfaceName ? 'LOCAL' : 'UNICAST'
  }

  /** MASQUERADE's source on an interface: chosen by the next hop towards `towards`. */
  interfaceAddress(interfaceName: string, towards: Address): Address | undefined {
    const own = this.#interfaces.get(interfaceName)?.addresses ?? []
    const nextHop = this.lookUp(towards).via ?? towards
    const address = selectAddress(own, nextHop)
    if (address !== undefined) return address
    // An interface without addresses borrows one (inet_select_addr goes on to the other devices).
    for (const { name, addresses } of this.#interfaces.values()) {
      const other = name === 'lo' ? undefined : selectAddress(addresses, nextHop)
      if (other !== undefined && !isLinkLocal(other)) return other
    }
    return undefined
  }

  lookUp(destination: Address): RouteAnswer {
    if (typeof destination !== 'number') return this.#lookUp6(destination)
    const key = destination | 0
    const place = (key ^ (key >>> 13)) & (remembered - 1)
    if (this.#asked[place] === key && key !== 0) return this.#answers[place] ?? nowhere
    const answer = this.#lookUp(destination)
    this.#asked[place] = key
    this.#answers[place] = answer
    return answer
  }

  #lookUp6(destination: Address): RouteAnswer {
    const before = this.#answers6.get(destination)
    if (before !== undefined) return before
    const answer = this.#lookUp(destination)
    if (this.#answers6.size >= remembered) this.#answers6.clear()
    this.#answers6.set(destination, answer)
    return answer
  }

  #lookUp(destination: Address): RouteAnswer {
    const type = this.#typeOf(destination)
    if (type === 'LOCAL')
      return { type, device: 'lo', via: undefined, source: this.#localSource(destination) }
    const route = this.#routes[familyOf(destination)].find(({ to }) =>
      prefixContains(to, destination),
    )
    if (route === undefined) return { ...nowhere, type: type === 'UNICAST' ? 'UNSPEC' : type }
    if (route.kind !== undefined && route.kind !== 'unicast')
      return { ...nowhere, type: rejecting[route.kind] }
    const via = route.via
    const source = route.source ?? this.#sourceOn(route.device, via ?? destination)
    return this.#shared({ type, device: route.device, via, source })
  }

  /** Many addresses have the same answer: one object, which stays in the processor's cache. */
  #shared(answer: RouteAnswer): RouteAnswer {
    const { type, device, via, source } = answer
    for (const one of this.#sharedAnswers)
      if (one.type === type && one.device === device && one.via === via && one.source === source)
        return one
    if (this.#sharedAnswers.length < sharedMax) this.#sharedAnswers.push(answer)
    return answer
  }

  /** Local addresses answer as themselves; all of 127.0.0.0/8 as 127.0.0.1 (the route's own hint). */
  #localSource(address: Address): Address {
    if (typeof address === 'number' && isLoopback(address) && !this.#localDevice.has(address))
      return 0x7f000001 as Ipv4
    return address
  }

  #sourceOn(device: string, towards: Address): Address | undefined {
    const own = selectAddress(this.#interfaces.get(device)?.addresses ?? [], towards)
    if (own !== undefined) return own
    for (const { name, addresses } of this.#interfaces.values()) {
      const other = name === 'lo' ? undefined : selectAddress(addresses, towards)
      if (other !== undefined) return other
    }
    return undefined
  }

  #typeOf(address: Address): AddressType {
    if (this.isLocal(address)) return 'LOCAL'
    if (isMulticast(address)) return 'MULTICAST'
    if (isUnspecified(address)) return typeof address === 'number' ? 'BROADCAST' : 'UNSPEC'
    if (address === 0xffffffff || this.#broadcasts.has(address)) return 'BROADCAST'
    return this.#known || this.#foreign.has(address) ? 'UNICAST' : 'UNKNOWN'
  }

  #deviceOf(address: Address): string {
    return this.#localDevice.get(address) ?? 'lo'
  }

  #refresh(): void {
    this.#asked.fill(0)
    this.#sharedAnswers.length = 0
    this.#answers6.clear()
    this.#localDevice.clear()
    this.#broadcasts = new Set()
    const routes: Route[] = [...this.#given]
    for (const { name, addresses } of this.#interfaces.values())
      for (const entry of addresses) {
        if (!this.#localDevice.has(entry.address)) this.#localDevice.set(entry.address, name)
        const route = name === 'lo' ? undefined : connectedRoute(name, entry, addresses)
        if (route !== undefined) routes.push(route)
        const broadcast = name === 'lo' ? undefined : broadcastOf(entry)
        if (broadcast !== undefined) this.#broadcasts.add(broadcast)
      }
    for (const family of ['IPv4', 'IPv6'] as const)
      this.#routes[family] = routes
        .filter(({ to }) => familyOf(to.address) === family)
        .sort((one, other) => other.to.length - one.to.length)
  }
}

const rejecting = {
  blackhole: 'BLACKHOLE',
  unreachable: 'UNREACHABLE',
  prohibit: 'PROHIBIT',
} as const

/** The network of an address is on the link; its source is the network's first (primary) address. */
function connectedRoute(
  device: string,
  { address, length }: InterfaceAddress,
  all: readonly InterfaceAddress[],
): Route | undefined {
  const family = familyOf(address)
  if (length >= addressBits(family)) return undefined
  const to = { address: networkOf(address, length), length }
  const primary = all.find((other) => other.length === length && prefixContains(to, other.address))
  return { to, device, source: primary?.address ?? address }
}

/** fib_add_ifaddr: networks of /31 and /32 have no broadcast address. */
function broadcastOf({ address, length }: InterfaceAddress): Address | undefined {
  if (typeof address !== 'number' || length >= 31) return undefined
  return ((networkOf(address, length) as number) + 2 ** (32 - length) - 1) as Ipv4
}
