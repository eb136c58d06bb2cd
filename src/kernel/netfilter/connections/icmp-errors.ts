import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { HookContext } from '../hook.ts'
import type { SocketBuffer } from '../socket-buffer.ts'
import { invertPorts, portsOf } from '../tuple-ports.ts'
import type { ConnectionTable } from './connection-table.ts'

/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const icmpErrors = new Set([3, 4, 5, 11, 12])
/** ICMPv6 talk of neighbours and multicast groups, which is not tracked (noct_valid_new). */
const icmpv6Silent = new Set([130, 131, 132, 133, 134, 135, 136, 143])

/** Whether an ICMP packet reports on another packet, which it quotes. */
export function isIcmpError(packet: Packet): boolean {
  if (packet.protocol === protocolNumber.icmp) return icmpErrors.has(packet.icmpType)
  return packet.protocol === protocolNumber.icmpv6 && packet.icmpType < 128
}

export function isSilentIcmpv6(packet: Packet): boolean {
  return packet.protocol === protocolNumber.icmpv6 && icmpv6Silent.has(packet.icmpType)
}

/**
 * An ICMP error belongs to the connection of the packet that it quotes: RELATED, in the direction
 * opposite to the quoted packet's (nf_conntrack_inet_error). One that quotes nothing known is INVALID.
 */
export function relateError(
  table: ConnectionTable,
  buffer: SocketBuffer,
  context: HookContext,
): void {
  const { packet } = buffer
  const { quoted } = packet
  if (quoted === undefined) return
  const inverted = invertPorts(quoted.protocol, portsOf(quoted))
  if (inverted === undefined) return
  table.setKey(quoted.protocol, quoted.destination, quoted.source, inverted)
  const node = table.find(context.nowMs, context.journal)
  // The error must be on its way to the one who sent the quoted packet.
  if (node < 0 || table.destination(node) !== packet.destination) return
  buffer.connection = node >> 1
  buffer.direction = (node & 1) === 1 ? 'reply' : 'original'
  buffer.connectionState = 'RELATED'
}
