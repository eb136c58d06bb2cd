import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { IpvsEngine } from '../engine.ts'
import type { ConnectionPlace, TranslatedEnd } from './forwarding.ts'

/** An ICMP error about a packet of an IPVS connection, and the end that takes the place of another in it. */
export interface RelatedError {
  readonly place: ConnectionPlace
  readonly end: TranslatedEnd
}

/** Unreachable, source quench, time exceeded; ICMPv6: unreachable, too big, time exceeded. */
const errors4: readonly number[] = [3, 4, 11]
const errors6: readonly number[] = [1, 2, 3]

export function isIcmp({ protocol }: Packet): boolean {
  return protocol === protocolNumber.icmp || protocol === protocolNumber.icmpv6
}

/** The connection whose answers an error is about, which goes to its server (ip_vs_in_icmp). */
export function errorAboutAnswer(engine: IpvsEngine, packet: Packet): RelatedError | undefined {
  const quoted = quotedPacket(packet)
  if (quoted === undefined) return undefined
  const { protocol, source, sourcePort, destination, destinationPort } = quoted
  const table = tableOf(engine, quoted)
  const slot = table.findInput(protocol, destination, destinationPort, source, sourcePort)
  if (slot < 0) return undefined
  const server = engine.connections.serverOf(table, slot)
  const end = { address: server.address, port: engine.packets.serverPort(table, slot) }
  return { place: { table, slot }, end }
}

/** The connection whose request an error is about, which goes to its client (ip_vs_out_icmp). */
export function errorAboutRequest(engine: IpvsEngine, packet: Packet): RelatedError | undefined {
  const quoted = quotedPacket(packet)
  if (quoted === undefined) return undefined
  const table = tableOf(engine, quoted)
  const slot = engine.packets.findAnswered(turnedRound(quoted))
  if (slot < 0) return undefined
  return {
    place: { table, slot },
    end: { address: table.virtual(slot), port: table.virtualPort(slot) },
  }
}

/** Towards the server: it sees itself as the one who was quoted (ip_vs_nat_icmp, inout). */
export function translateTowardsServer(packet: Packet, { end }: RelatedError): void {
  packet.destination = end.address
  if (packet.quoted !== undefined)
    packet.quoted = { ...packet.quoted, source: end.address, sourcePort: end.port }
}

/** Towards the client: as if it were about the packet that the client sent. */
export function translateTowardsClient(packet: Packet, { end }: RelatedError): void {
  packet.source = end.address
  if (packet.quoted !== undefined)
    packet.quoted = { ...packet.quoted, destination: end.address, destinationPort: end.port }
}

/** A packet as its answer would look. */
export function turnedRound(packet: Packet): Packet {
  return {
    ...packet,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
  }
}

function quotedPacket({ protocol, icmpType, quoted }: Packet): Packet | undefined {
  const errors = protocol === protocolNumber.icmp ? errors4 : errors6
  return errors.includes(icmpType) ? quoted : undefined
}

function tableOf(engine: IpvsEngine, { source }: Packet) {
  return engine.connections.tables[typeof source === 'number' ? 'IPv4' : 'IPv6']
}
