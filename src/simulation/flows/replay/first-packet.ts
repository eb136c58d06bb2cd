import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import type { End, Segment } from '../../exchange-packets.ts'
import type { ServiceAddresses } from './service-addresses.ts'

/** Ports below it are no client's, but by an old custom. */
const wellKnownPortMax = 1_024
/** RFC 9260, 3.2: INIT and INIT ACK. */
const sctpInit = 1
const sctpInitAck = 2

/** Whether the first packet that was seen of a flow goes from server to client. */
export function isFromServer(
  packet: Packet,
  source: End,
  destination: End,
  services: ServiceAddresses,
): boolean {
  const { protocol, tcpFlags, sctpChunkType, icmpType } = packet
  switch (protocol) {
    case protocolNumber.tcp:
      if ((tcpFlags & tcpFlag.syn) !== 0) return (tcpFlags & tcpFlag.ack) !== 0
      break
    case protocolNumber.sctp:
      if (sctpChunkType === sctpInit || sctpChunkType === sctpInitAck)
        return sctpChunkType === sctpInitAck
      break
    case protocolNumber.icmp:
    case protocolNumber.icmpv6:
      return icmpType === 0 || icmpType === 129
    default:
  }
  const toService = services.serviceAt(protocol, destination) !== undefined
  const fromService = services.serviceAt(protocol, source) !== undefined
  if (toService !== fromService) return fromService
  // The first datagram comes from the client, unless its port says otherwise.
  if (protocol === protocolNumber.udp)
    return source.port < wellKnownPortMax && destination.port >= wellKnownPortMax
  return source.port < destination.port
}

/** The end of a connection that began before the recording, or that was forgotten: nothing comes after it. */
export function isStray({ protocol, tcpFlags }: Packet): boolean {
  return protocol === protocolNumber.tcp && (tcpFlags & (tcpFlag.fin | tcpFlag.rst)) !== 0
}

/** The first packet that was seen of a flow is none that opens one. */
export function isInMidStream({ protocol, tcpFlags, sctpChunkType }: Packet): boolean {
  if (protocol === protocolNumber.tcp) return (tcpFlags & tcpFlag.syn) === 0
  if (protocol !== protocolNumber.sctp) return false
  return sctpChunkType !== sctpInit && sctpChunkType !== sctpInitAck
}

/** What of a packet the kernels look at, beside its ends. */
export function packetSegment(packet: Packet): Segment {
  const { tcpFlags, sctpChunkType, icmpType } = packet
  return { name: 'packet', tcpFlags, sctpChunkType, icmpType }
}
