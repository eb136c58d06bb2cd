import type { Address } from './address.ts'

/**
 * A packet as the wire has it. What the kernel adds to it (mark, interfaces, its connection) is in
 * `kernel/netfilter/socket-buffer.ts`. NAT changes the addresses and ports in place.
 */
export interface Packet {
  /** IANA number (`protocolNumber`). */
  protocol: number
  source: Address
  destination: Address
  /** TCP, UDP, SCTP; the identifier of an ICMP echo; else 0. */
  sourcePort: number
  /** TCP, UDP, SCTP; the identifier of an ICMP echo; else 0. */
  destinationPort: number
  /** `tcpFlag` bits; 0 for other protocols. */
  tcpFlags: number
  /** SCTP's first chunk type (1 INIT, 0 DATA, 6 ABORT …); 0 for other protocols. */
  sctpChunkType: number
  icmpType: number
  icmpCode: number
  /** The whole IP packet. */
  lengthBytes: number
  /** What an ICMP error quotes: the packet that could not be delivered, as it was seen there. */
  quoted: Packet | undefined
}
