import { entryOf } from '../../../base/entry-of.ts'
import type { TableFamily } from './selectors.ts'

export type Layer = 'link' | 'network' | 'transport'

/** What nft knows of a protocol beside its fields (nftables src/proto.c). */
interface Protocol {
  readonly layer: Layer
  /** The field that says what comes next. */
  readonly key?: string
  /** The protocols that may come next, by that field's value. */
  readonly uppers: Readonly<Record<number, string>>
}

const transports: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  108: 'comp',
  132: 'sctp',
  136: 'udplite',
}
const networks: Readonly<Record<number, string>> = {
  2048: 'ip',
  2054: 'arp',
  34525: 'ip6',
  33024: 'vlan',
  34984: 'vlan',
}

const protocols: Readonly<Record<string, Protocol>> = {
  ether: { layer: 'link', key: 'type', uppers: networks },
  vlan: { layer: 'link', key: 'type', uppers: networks },
  netdev: { layer: 'link', uppers: networks },
  inet: { layer: 'link', uppers: { 2: 'ip', 10: 'ip6' } },
  ip: { layer: 'network', key: 'protocol', uppers: transports },
  ip6: { layer: 'network', key: 'nexthdr', uppers: transports },
  arp: { layer: 'network', uppers: {} },
  // The key of ICMP is its type: nothing comes next, but some of its fields are there for some types only.
  icmp: { layer: 'transport', key: 'type', uppers: {} },
  icmpv6: { layer: 'transport', key: 'type', uppers: {} },
}

/** What can be a packet's link layer where a table's family says nothing closer. */
export const linkOfFamily: Readonly<Record<TableFamily, string | undefined>> = {
  ip: undefined,
  ip6: undefined,
  arp: undefined,
  inet: 'inet',
  bridge: 'ether',
  netdev: 'netdev',
}

export function layerOf(protocol: string): Layer {
  return entryOf(protocols, protocol)?.layer ?? 'transport'
}

/** Whether this field says which protocol comes next. */
export function isProtocolKey(protocol: string, field: string): boolean {
  return entryOf(protocols, protocol)?.key === field
}

/** What comes after `protocol` if its key has this value; undefined: nothing that nft knows. */
export function upperOf(protocol: string, value: number): string | undefined {
  return entryOf(protocols, protocol)?.uppers[value]
}

/** The value that says that `upper` comes next; undefined: it never does. */
export function numberOf(protocol: string, upper: string): number | undefined {
  return numbers.get(protocol)?.get(upper)
}

/** The first number of each, as 0x8100 of a VLAN. */
const numbers = new Map(
  Object.entries(protocols).map(([protocol, { uppers }]) => {
    const named = Object.entries(uppers).map(([value, name]): [string, number] => [
      name,
      Number(value),
    ])
    return [protocol, new Map(named.reverse())]
  }),
)

/** As `upperOf`, behind `meta l4proto`. */
export function transportOf(value: number): string | undefined {
  return transports[value]
}

/** Types of ICMP that a field is there for. */
export const icmpFieldTypes: Readonly<Record<string, number>> = {
  'icmp id': 8,
  'icmp sequence': 8,
  'icmp gateway': 5,
  'icmp mtu': 3,
  'icmpv6 id': 128,
  'icmpv6 sequence': 128,
  'icmpv6 mtu': 2,
  'icmpv6 max-delay': 130,
  'icmpv6 parameter-problem': 4,
}
