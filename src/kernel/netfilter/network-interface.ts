import { type Address, familyOf, type Prefix, prefixContains } from '../../packet/address.ts'

/** An address of an interface, with the length of the network that it stands in. */
export interface InterfaceAddress {
  readonly address: Address
  readonly length: number
}

export interface NetworkInterface {
  readonly name: string
  /** In the order in which they were added: the first of a network is its primary address. */
  readonly addresses: readonly InterfaceAddress[]
}

/** `ip route add TO via VIA dev DEVICE src SOURCE`. */
export interface Route {
  readonly to: Prefix
  readonly device: string
  readonly via?: Address
  readonly source?: Address
  /** Default: unicast. The others answer with an ICMP error, or not at all. */
  readonly kind?: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit'
}

/**
 * The address of an interface for packets to `towards`: of the network that holds it, else the first
 * (inet_select_addr). Undefined: it has none of that family. Loopback addresses have the scope of the host and
 * are never chosen: what is masqueraded on lo gets an address of another interface.
 */
export function selectAddress(
  addresses: readonly InterfaceAddress[],
  towards: Address,
): Address | undefined {
  const family = familyOf(towards)
  let first: Address | undefined
  for (const { address, length } of addresses) {
    if (familyOf(address) !== family || isLinkLocal(address) !== isLinkLocal(towards)) continue
    if (isLoopback(address)) continue
    if (prefixContains({ address, length }, towards)) return address
    first ??= address
  }
  return first
}

/** fe80::/10; IPv4 has scopes too, but an interface's ordinary addresses are all global. */
export function isLinkLocal(address: Address): boolean {
  return typeof address === 'bigint' && address >> 118n === 0x3fan
}

export function isLoopback(address: Address): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === 1n
}

export function isMulticast(address: Address): boolean {
  return typeof address === 'number' ? address >>> 28 === 0xe : address >> 120n === 0xffn
}

export function isUnspecified(address: Address): boolean {
  return typeof address === 'number' ? address === 0 : address === 0n
}
