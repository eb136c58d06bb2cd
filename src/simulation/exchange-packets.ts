import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../packet/protocol.ts'

/** One end of a flow: an address, and its port (ICMP: the identifier). */
export interface End {
  readonly address: Address
  readonly port: number
}

const ipHeaderBytes = (address: Address) => (typeof address === 'number' ? 20 : 40)
const transportHeaderBytes: Readonly<Record<number, number>> = {
  [protocolNumber.tcp]: 20,
  [protocolNumber.udp]: 8,
  [protocolNumber.sctp]: 28,
  [protocolNumber.icmp]: 8,
  [protocolNumber.icmpv6]: 8,
}

/** A packet of one protocol from one end to another, with nothing special set. */
export function packetBetween(protocol: number, from: End, to: End, payloadBytes = 0): Packet {
  return {
    protocol,
    source: from.address,
    destination: to.address,
    sourcePort: from.port,
    destinationPort: to.port,
    tcpFlags: 0,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: ipHeaderBytes(from.address) + (transportHeaderBytes[protocol] ?? 0) + payloadBytes,
    quoted: undefined,
  }
}

/** What a step of a conversation looks like in its protocol's header. */
export interface Segment {
  readonly name: string
  readonly tcpFlags?: number
  readonly sctpChunkType?: number
  readonly icmpType?: number
  readonly payloadBytes?: number
}

export interface Conversation {
  readonly opening: Segment
  readonly answer: Segment
  /** What follows once the answer has arrived. `reply`: sent by the one who answers. */
  readonly rest: readonly (Segment & { readonly reply: boolean })[]
  /** How the sender ends it; undefined: it just stops. */
  readonly ending: Segment | undefined
}

const tcp: Conversation = {
  opening: { name: 'SYN', tcpFlags: tcpFlag.syn },
  answer: { name: 'SYN+ACK', tcpFlags: tcpFlag.syn | tcpFlag.ack },
  rest: [
    { name: 'ACK', tcpFlags: tcpFlag.ack, reply: false },
    { name: 'data', tcpFlags: tcpFlag.psh | tcpFlag.ack, payloadBytes: 60, reply: true },
    { name: 'ACK', tcpFlags: tcpFlag.ack, reply: false },
  ],
  ending: { name: 'RST', tcpFlags: tcpFlag.rst | tcpFlag.ack },
}

const udp: Conversation = {
  opening: { name: 'datagram', payloadBytes: 8 },
  answer: { name: 'datagram', payloadBytes: 60 },
  rest: [],
  ending: undefined,
}

/** RFC 9260, 5.1. */
const sctp: Conversation = {
  opening: { name: 'INIT', sctpChunkType: 1 },
  answer: { name: 'INIT ACK', sctpChunkType: 2 },
  rest: [
    { name: 'COOKIE ECHO', sctpChunkType: 10, reply: false },
    { name: 'COOKIE ACK', sctpChunkType: 11, reply: true },
    { name: 'DATA', sctpChunkType: 0, payloadBytes: 60, reply: true },
  ],
  ending: { name: 'ABORT', sctpChunkType: 6 },
}

const ping = (request: number, reply: number): Conversation => ({
  opening: { name: 'echo request', icmpType: request, payloadBytes: 56 },
  answer: { name: 'echo reply', icmpType: reply, payloadBytes: 56 },
  rest: [],
  ending: undefined,
})

/** How two ends talk in a protocol. Unknown protocols send one packet and get one back. */
export function conversationOf(protocol: number): Conversation {
  switch (protocol) {
    case protocolNumber.tcp:
      return tcp
    case protocolNumber.sctp:
      return sctp
    case protocolNumber.icmp:
      return ping(8, 0)
    case protocolNumber.icmpv6:
      return ping(128, 129)
    default:
      return udp
  }
}

export function segmentPacket(protocol: number, from: End, to: End, segment: Segment): Packet {
  const packet = packetBetween(protocol, from, to, segment.payloadBytes)
  packet.tcpFlags = segment.tcpFlags ?? 0
  packet.sctpChunkType = segment.sctpChunkType ?? 0
  packet.icmpType = segment.icmpType ?? 0
  return packet
}
