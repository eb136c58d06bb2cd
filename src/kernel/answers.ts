import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'
import { isIcmpError } from './netfilter/connections/icmp-errors.ts'
import { isMulticast, isUnspecified } from './netfilter/network-interface.ts'

/** What the node itself sends in answer to a packet. Sources are filled in by the caller's routing. */

const ipv4HeaderBytes = 20
const ipv6HeaderBytes = 40
const tcpHeaderBytes = 20
const icmpHeaderBytes = 8
/** RFC 1812 4.3.2.3: an ICMP error is at most 576 bytes; RFC 4443 2.4: 1,280. */
const errorBytesMax = { ipv4: 576, ipv6: 1_280 }

/** The RST that a packet deserves; undefined for a RST, which gets none. */
export function resetFor(packet: Packet): Packet | undefined {
  if (packet.protocol !== protocolNumber.tcp || (packet.tcpFlags & tcpFlag.rst) !== 0)
    return undefined
  const acknowledges = (packet.tcpFlags & tcpFlag.ack) !== 0
  return {
    ...turnedRound(packet),
    tcpFlags: acknowledges ? tcpFlag.rst : tcpFlag.rst | tcpFlag.ack,
    lengthBytes: headerBytes(packet) + tcpHeaderBytes,
  }
}

/**
 * The ICMP error that quotes a packet as it is now, from `source`. Undefined where none may be sent: in
 * answer to an ICMP error, or to what was sent to many (RFC 1122 3.2.2).
 */
export function icmpErrorFor(
  packet: Packet,
  source: Packet['source'],
  type: number,
  code: number,
): Packet | undefined {
  if (isIcmpError(packet) || isMulticast(packet.destination)) return undefined
  if (isMulticast(packet.source) || isUnspecified(packet.source)) return undefined
  const ipv4 = typeof packet.source === 'number'
  const max = ipv4 ? errorBytesMax.ipv4 : errorBytesMax.ipv6
  return {
    protocol: ipv4 ? protocolNumber.icmp : protocolNumber.icmpv6,
    source,
    destination: packet.source,
    sourcePort: 0,
    destinationPort: 0,
    tcpFlags: 0,
    sctpChunkType: 0,
    icmpType: type,
    icmpCode: code,
    lengthBytes: Math.min(max, headerBytes(packet) + icmpHeaderBytes + packet.lengthBytes),
    quoted: { ...packet },
  }
}

/** The answer to a ping; undefined for anything else. */
export function echoReplyFor(packet: Packet): Packet | undefined {
  if (packet.protocol === protocolNumber.icmp && packet.icmpType === 8)
    return { ...turnedRound(packet), icmpType: 0 }
  if (packet.protocol === protocolNumber.icmpv6 && packet.icmpType === 128)
    return { ...turnedRound(packet), icmpType: 129 }
  return undefined
}

function turnedRound(packet: Packet): Packet {
  return {
    ...packet,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
  }
}

function headerBytes(packet: Packet): number {
  return typeof packet.source === 'number' ? ipv4HeaderBytes : ipv6HeaderBytes
}

/** ICMP's type and code, which the families number differently. */
export interface IcmpErrorByFamily {
  readonly ipv4: { readonly type: number; readonly code: number }
  readonly ipv6: { readonly type: number; readonly code: number }
}

/** Nobody listens there. */
export const portUnreachable: IcmpErrorByFamily = {
  ipv4: { type: 3, code: 3 },
  ipv6: { type: 1, code: 4 },
}

/** The node does not speak that protocol. */
export const protocolUnreachable: IcmpErrorByFamily = {
  ipv4: { type: 3, code: 2 },
  ipv6: { type: 4, code: 1 },
}

/** No way there; `code` as IPv4 has it: 0 network, 1 host, 13 prohibited. */
export function unreachable(code: number): IcmpErrorByFamily {
  return { ipv4: { type: 3, code }, ipv6: { type: 1, code: code === 13 ? 1 : 0 } }
}
