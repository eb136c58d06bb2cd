import type { Packet } from '../../packet/packet.ts'
import { connectionExtra, translationStatus } from './connection-extra.ts'
import type { ConnectionTable } from './connection-table.ts'
import type { ConnectionTracker } from './connection-tracker.ts'
import {
  connectionStatus,
  type HookContext,
  type NatOperations,
  type NatRange,
  type Tuple,
} from './hook.ts'
import { isIcmpError } from './icmp-errors.ts'
import type { SocketBuffer } from './socket-buffer.ts'
import { hasPorts, invertPorts, isIcmp } from './tuple-ports.ts'
import { type Manipulation, uniqueTuple } from './unique-tuple.ts'

const anywhere: NatRange = {}

/**
 * NAT (nf_nat_core.c). A connection is bound once for its source and once for its destination, by
 * its first packet; from then on every packet is rewritten by the connection's two tuples alone.
 */
export class AddressTranslation implements NatOperations {
  readonly #tracker: ConnectionTracker

  constructor(tracker: ConnectionTracker) {
    this.#tracker = tracker
  }

  /** Whether rules have nothing more to say: bound, or no connection at all. */
  isBound(buffer: SocketBuffer, manipulation: Manipulation): boolean {
    if (buffer.connection < 0) return true
    const status = this.#tracker.tableOf(buffer.packet).status(buffer.connection)
    return (status & doneBit(manipulation)) !== 0
  }

  bind(
    buffer: SocketBuffer,
    manipulation: Manipulation,
    range: NatRange,
    context: HookContext,
  ): boolean {
    const slot = buffer.connection
    if (slot < 0) return true
    const table = this.#tracker.tableOf(buffer.packet)
    if ((table.status(slot) & (doneBit(manipulation) | connectionStatus.confirmed)) !== 0)
      return true
    const { protocol } = buffer.packet
    const present = presentTuple(table, slot, protocol)
    const isTaken = (tuple: Tuple) => {
      setReplyKey(table, tuple, table.ports(slot * 2 + 1))
      return table.find(context.nowMs, context.journal) >= 0
    }
    const { tuple, drawn } = uniqueTuple(present, range, manipulation, isTaken, context.chance)
    let bits = doneBit(manipulation)
    if (!isSame(tuple, present)) {
      setReplyKey(table, tuple, table.ports(slot * 2 + 1))
      table.setReplyToKey(slot)
      bits |=
        manipulation === 'source' ? connectionStatus.sourceNat : connectionStatus.destinationNat
    }
    table.addStatus(slot, bits)
    if (drawn) table.setExtra(slot, table.extra(slot) | connectionExtra.randomPort)
    return true
  }

  /** Nobody wanted to translate: the connection stays as it is for good (nf_nat_alloc_null_binding). */
  bindNull(buffer: SocketBuffer, manipulation: Manipulation, context: HookContext): void {
    // The address stays; only a tuple that is taken moves the port.
    this.bind(buffer, manipulation, anywhere, context)
  }

  /** Rewrites a packet as its connection says. Returns whether it changed. False too: nothing to do. */
  translate(buffer: SocketBuffer, manipulation: Manipulation): boolean {
    const slot = buffer.connection
    if (slot < 0) return false
    const table = this.#tracker.tableOf(buffer.packet)
    const reply = buffer.direction === 'reply'
    const source = (manipulation === 'source') !== reply
    const bit = source ? connectionStatus.sourceNat : connectionStatus.destinationNat
    if ((table.status(slot) & bit) === 0) return false
    const other = slot * 2 + (reply ? 0 : 1)
    const { packet } = buffer
    if (buffer.connectionState === 'RELATED' && isIcmpError(packet))
      translateError(table, other, packet, manipulation)
    else translateEnd(table, other, packet, manipulation)
    return true
  }
}

function doneBit(manipulation: Manipulation): number {
  return manipulation === 'source'
    ? translationStatus.sourceDone
    : translationStatus.destinationDone
}

/** The original direction as it stands now: the reply turned round, for it may be translated already. */
function presentTuple(table: ConnectionTable, slot: number, protocol: number): Tuple {
  const reply = slot * 2 + 1
  const ports = table.ports(reply)
  const icmp = isIcmp(protocol)
  return {
    protocol,
    source: table.destination(reply),
    destination: table.source(reply),
    sourcePort: icmp ? ports >>> 16 : ports & 0xffff,
    destinationPort: ports >>> 16,
  }
}

/** Sets the table's key to the reply of `tuple`; an ICMP reply keeps the type and code of `ports`. */
function setReplyKey(table: ConnectionTable, tuple: Tuple, ports: number): void {
  const replyPorts = isIcmp(tuple.protocol)
    ? (tuple.sourcePort << 16) | (ports & 0xffff)
    : (tuple.destinationPort << 16) | tuple.sourcePort
  table.setKey(tuple.protocol, tuple.destination, tuple.source, replyPorts)
}

function isSame(one: Tuple, other: Tuple): boolean {
  return (
    one.source === other.source &&
    one.destination === other.destination &&
    one.sourcePort === other.sourcePort &&
    one.destinationPort === other.destinationPort
  )
}

/** Gives one end of the packet what the opposite direction's tuple has on its other end. */
function translateEnd(
  table: ConnectionTable,
  other: number,
  packet: Packet,
  manipulation: Manipulation,
): void {
  const ports = table.ports(other)
  if (isIcmp(packet.protocol)) {
    packet.sourcePort = ports >>> 16
    packet.destinationPort = ports >>> 16
  }
  if (manipulation === 'source') {
    packet.source = table.destination(other)
    if (hasPorts(packet.protocol)) packet.sourcePort = ports & 0xffff
  } else {
    packet.destination = table.source(other)
    if (hasPorts(packet.protocol)) packet.destinationPort = ports >>> 16
  }
}

/**
 * An ICMP error: the quoted packet is turned back at the opposite end, and the error itself looks as if
 * the connection's other side had sent it (nf_nat_icmp_reply_translation).
 */
function translateError(
  table: ConnectionTable,
  other: number,
  packet: Packet,
  manipulation: Manipulation,
): void {
  if (manipulation === 'source') packet.source = table.destination(other)
  else packet.destination = table.source(other)
  const quoted = packet.quoted
  if (quoted === undefined) return
  const copy: Packet = { ...quoted }
  const ports = table.ports(other)
  const inverted = invertPorts(copy.protocol, ports) ?? ports
  if (isIcmp(copy.protocol)) {
    copy.sourcePort = inverted >>> 16
    copy.destinationPort = inverted >>> 16
  }
  if (manipulation === 'source') {
    copy.destination = table.destination(other)
    if (hasPorts(copy.protocol)) copy.destinationPort = ports & 0xffff
  } else {
    copy.source = table.source(other)
    if (hasPorts(copy.protocol)) copy.sourcePort = ports >>> 16
  }
  packet.quoted = copy
}
