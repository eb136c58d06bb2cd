import type { Ipv4, Ipv6 } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import { packetBetween } from '../../exchange-packets.ts'
import type { SkippedKind } from '../bad-records.ts'

/** IPv6 headers that stand before the one that matters, and have their length in bytes of eight (RFC 8200 4). */
const hopByHop = 0
const routing = 43
const fragment = 44
const authentication = 51
const optionHeaders = new Set([hopByHop, routing, 60, 135, 139, 140])

/** What one IP packet's headers say, or why nobody can replay it. `wireBytes`: the frame's length beyond the link header. */
export function decodeIpPacket(bytes: Buffer, wireBytes: number): Packet | SkippedKind {
  if (bytes.length < 1) return 'cut-short'
  const version = bytes.readUInt8(0) >> 4
  if (version === 4) return decodeIpv4(bytes, wireBytes)
  return version === 6 ? decodeIpv6(bytes, wireBytes) : 'not-ip'
}

function decodeIpv4(bytes: Buffer, wireBytes: number): Packet | SkippedKind {
  if (bytes.length < 20) return 'cut-short'
  const headerBytes = (bytes.readUInt8(0) & 15) * 4
  if (headerBytes < 20) return 'not-ip'
  const fragmentOffset = bytes.readUInt16BE(6) & 0x1fff
  const protocol = bytes.readUInt8(9)
  const source = { address: bytes.readUInt32BE(12) as Ipv4, port: 0 }
  const destination = { address: bytes.readUInt32BE(16) as Ipv4, port: 0 }
  if (fragmentOffset !== 0) return 'later-fragment'
  const packet = packetBetween(protocol, source, destination)
  // A card that cuts packets itself leaves 0 here (segmentation offload).
  packet.lengthBytes = bytes.readUInt16BE(2) || wireBytes
  return decodeTransport(packet, bytes.subarray(headerBytes))
}

function decodeIpv6(bytes: Buffer, wireBytes: number): Packet | SkippedKind {
  if (bytes.length < 40) return 'cut-short'
  const source = { address: ipv6At(bytes, 8), port: 0 }
  const destination = { address: ipv6At(bytes, 24), port: 0 }
  const payloadBytes = bytes.readUInt16BE(4)
  let next = bytes.readUInt8(6)
  let offset = 40
  for (;;) {
    if (next !== fragment && next !== authentication && !optionHeaders.has(next)) break
    if (bytes.length < offset + 8) return 'cut-short'
    if (next === fragment && bytes.readUInt16BE(offset + 2) >> 3 !== 0) return 'later-fragment'
    const length = bytes.readUInt8(offset + 1)
    const headerBytes =
      next === fragment ? 8 : next === authentication ? (length + 2) * 4 : (length + 1) * 8
    next = bytes.readUInt8(offset)
    offset += headerBytes
  }
  const packet = packetBetween(next, source, destination)
  packet.lengthBytes = payloadBytes === 0 ? wireBytes : payloadBytes + 40
  return decodeTransport(packet, bytes.subarray(offset))
}

function decodeTransport(packet: Packet, bytes: Buffer): Packet | SkippedKind {
  switch (packet.protocol) {
    case protocolNumber.tcp:
      if (bytes.length < 14) return 'cut-short'
      packet.tcpFlags = bytes.readUInt8(13) & 0x3f
      return withPorts(packet, bytes)
    case protocolNumber.udp:
      return bytes.length < 4 ? 'cut-short' : withPorts(packet, bytes)
    case protocolNumber.sctp:
      if (bytes.length < 13) return 'cut-short'
      packet.sctpChunkType = bytes.readUInt8(12)
      return withPorts(packet, bytes)
    case protocolNumber.icmp:
      return decodeEcho(packet, bytes, 8, 0)
    case protocolNumber.icmpv6:
      return decodeEcho(packet, bytes, 128, 129)
    default:
      return 'other-protocol'
  }
}

function decodeEcho(
  packet: Packet,
  bytes: Buffer,
  request: number,
  reply: number,
): Packet | SkippedKind {
  if (bytes.length < 6) return 'cut-short'
  const type = bytes.readUInt8(0)
  if (type !== request && type !== reply) return 'icmp-message'
  packet.icmpType = type
  packet.sourcePort = bytes.readUInt16BE(4)
  packet.destinationPort = packet.sourcePort
  return packet
}

function withPorts(packet: Packet, bytes: Buffer): Packet {
  packet.sourcePort = bytes.readUInt16BE(0)
  packet.destinationPort = bytes.readUInt16BE(2)
  return packet
}

function ipv6At(bytes: Buffer, offset: number): Ipv6 {
  return ((bytes.readBigUInt64BE(offset) << 64n) | bytes.readBigUInt64BE(offset + 8)) as Ipv6
}
