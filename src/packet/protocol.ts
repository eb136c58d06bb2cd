/** IANA protocol numbers, as they stand in the IP header. */
export const protocolNumber = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  icmpv6: 58,
  sctp: 132,
} as const

export type ProtocolName = keyof typeof protocolNumber

/** Bits of the TCP header's flags byte. */
export const tcpFlag = {
  fin: 0x01,
  syn: 0x02,
  rst: 0x04,
  psh: 0x08,
  ack: 0x10,
  urg: 0x20,
} as const

/** `tcp`, or the number where it has no name here. */
export function formatProtocol(number: number): string {
  for (const [name, value] of Object.entries(protocolNumber)) if (value === number) return name
  return String(number)
}
