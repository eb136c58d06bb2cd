import type { Packet } from '../../packet/packet.ts'
import { protocolNumber } from '../../packet/protocol.ts'

/** ICMP queries and their answers (icmp_pkt_to_tuple, nf_conntrack_invert_icmp_tuple). */
const icmpQueries = new Map([
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
])
const icmpv6Queries = new Map([
  [128, 129],
  [139, 140],
])
const answersOf = (queries: ReadonlyMap<number, number>) =>
  new Map(
    [...queries].flatMap(([query, answer]) => [[query, answer] as const, [answer, query] as const]),
  )
const icmpInverse = answersOf(icmpQueries)
const icmpv6Inverse = answersOf(icmpv6Queries)

export function isIcmp(protocol: number): boolean {
  return protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6
}

/** Protocols whose tuples have ports. */
export function hasPorts(protocol: number): boolean {
  return (
    protocol === protocolNumber.tcp ||
    protocol === protocolNumber.udp ||
    protocol === protocolNumber.sctp
  )
}

/** The ports word of a packet's tuple: source << 16 | destination, or ICMP's id << 16 | type << 8 | code. */
export function portsOf(packet: Packet): number {
  if (hasPorts(packet.protocol)) return (packet.sourcePort << 16) | packet.destinationPort
  if (!isIcmp(packet.protocol)) return 0
  return (packet.sourcePort << 16) | (packet.icmpType << 8) | packet.icmpCode
}

/** The ports word of the opposite direction; undefined for ICMP types that have no answer. */
export function invertPorts(protocol: number, ports: number): number | undefined {
  if (!isIcmp(protocol)) return (ports << 16) | (ports >>> 16)
  const inverse = protocol === protocolNumber.icmp ? icmpInverse : icmpv6Inverse
  const type = inverse.get((ports >>> 8) & 0xff)
  return type === undefined ? undefined : (ports & ~0xff00) | (type << 8)
}

/** Whether this ICMP type is a query, the only kind that may begin a connection. */
export function isIcmpQuery(protocol: number, type: number): boolean {
  return (protocol === protocolNumber.icmp ? icmpQueries : icmpv6Queries).has(type)
}
