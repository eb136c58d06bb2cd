import type { Ipv4 } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import type { ConnectionTracker } from './connection-tracker.ts'
import { connectionExtra, translationStatus } from './connections/connection-extra.ts'
import { statusShift } from './connections/connection-records.ts'
import type { ConnectionTable } from './connections/connection-table.ts'
import { isIcmpError } from './connections/icmp-errors.ts'
import {
  connectionStatus,
  type HookContext,
  type NatOperations,
  type NatRange,
  type Tuple,
} from './hook.ts'
import type { SocketBuffer } from './socket-buffer.ts'
import { hasPorts, invertPorts, isIcmp } from './tuple-ports.ts'
import {
  type Manipulation,
  type MovableTuple,
  moveToUnique,
  type TakenTuples,
} from './unique-tuple.ts'

const anywhere: NatRange = {}
const sourceNatBit = connectionStatus.sourceNat << statusShift
const masqueradedBit = translationStatus.masqueraded << statusShift
const destinationNatBit = connectionStatus.destinationNat << statusShift

/**
 * NAT (nf_nat_core.c). A connection is bound once for its source and once for its destination, by
 * its first packet; from then on every packet is rewritten by the connection's two tuples alone.
 */
export class AddressTranslation implements NatOperations, TakenTuples {
  readonly #tracker: ConnectionTracker
  /** Interfaces that were masqueraded on, numbered from 1. */
  readonly #interfaceNumbers = new Map<string, number>()
  /** The connection that is being bound, its table and the packet's context. */
  #table: ConnectionTable
  #slot = -1
  #context: HookContext | undefined = undefined
  /** Whether the tuple that was asked for last is nobody's. */
  #foundFree = false
  readonly #tuple: MovableTuple = {
    protocol: 0,
    source: 0 as Ipv4,
    sourcePort: 0,
    destination: 0 as Ipv4,
    destinationPort: 0,
  }

  constructor(tracker: ConnectionTracker) {
    this.#tracker = tracker
    this.#table = tracker.ipv4
  }

  /** Whether rules have nothing more to say: bound, or no connection at all. */
  isBound(buffer: SocketBuffer, manipulation: Manipulation): boolean {
    if (buffer.connection < 0) return true
    const meta = this.#tracker.tableOf(buffer.packet).meta(buffer.connection)
    return (meta & (doneBit(manipulation) << statusShift)) !== 0
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
    const done = doneBit(manipulation)
    if ((table.status(slot) & (done | connectionStatus.confirmed)) !== 0) return true
    this.#table = table
    this.#slot = slot
    this.#context = context
    const tuple = this.#tuple
    readPresent(tuple, table, slot, buffer.packet.protocol)
    const { source, destination, sourcePort, destinationPort } = tuple
    this.#foundFree = false
    const drawn = moveToUnique(tuple, range, manipulation, this, context.chance)
    const same =
      tuple.source === source &&
      tuple.destination === destination &&
      tuple.sourcePort === sourcePort &&
      tuple.destinationPort === destinationPort
    if (!same) {
      setReplyKey(table, tuple, table.ports(slot * 2 + 1))
      table.setReplyToKey(slot)
    }
    if (this.#foundFree) this.#tracker.replyKnownFree = slot
    else if (!same) this.#tracker.replyKnownFree = -1
    if (range.masquerade === true) this.#rememberInterface(table, slot, buffer.outputInterface)
    const drawnBit = drawn ? translationStatus.drawnPort : 0
    table.addStatus(slot, same ? done : done | natBit(manipulation) | drawnBit)
    return true
  }

  /** Nobody wanted to translate: the connection stays as it is for good (nf_nat_alloc_null_binding). */
  bindNull(buffer: SocketBuffer, manipulation: Manipulation, context: HookContext): void {
    const slot = buffer.connection
    if (slot < 0) return
    const table = this.#tracker.tableOf(buffer.packet)
    // A destination stays in any case; a source only if its answers are not another connection's.
    let free = manipulation === 'destination' || this.#tracker.replyKnownFree === slot
    if (!free) {
      table.setKeyToTuple(slot * 2 + 1)
      free = table.find(context.nowMs, context.journal) < 0
      if (free) this.#tracker.replyKnownFree = slot
    }
    if (!free) this.bind(buffer, manipulation, anywhere, context)
    else if ((table.status(slot) & connectionStatus.confirmed) === 0)
      table.addStatus(slot, doneBit(manipulation))
  }

  /** An answered connection whose bindings change nothing, nor ever will. */
  staysAsItIs(buffer: SocketBuffer): boolean {
    if (buffer.connectionState !== 'ESTABLISHED') return false
    const meta = this.#tracker.tableOf(buffer.packet).meta(buffer.connection)
    return (meta & (sourceNatBit | destinationNatBit | masqueradedBit)) === 0
  }

  /** A masqueraded connection that now leaves by another interface than it did (nf_nat_oif_changed). */
  hasMoved(buffer: SocketBuffer): boolean {
    const slot = buffer.connection
    if (slot < 0) return false
    const table = this.#tracker.tableOf(buffer.packet)
    if ((table.meta(slot) & masqueradedBit) === 0 || buffer.direction === 'reply') return false
    return this.hasMovedTo(buffer.outputInterface, table, slot)
  }

  /** As `hasMoved`, for a packet in the original direction of a masqueraded connection. */
  hasMovedTo(outputInterface: string, table: ConnectionTable, slot: number): boolean {
    const number = table.extra(slot) >>> connectionExtra.masqueradeShift
    return number !== this.#interfaceNumbers.get(outputInterface)
  }

  /** Nobody finds the connection any more; the packet still holds it. */
  forget(buffer: SocketBuffer, context: HookContext): void {
    const table = this.#tracker.tableOf(buffer.packet)
    if (table.isLinked(buffer.connection)) table.unlink(buffer.connection, context.journal)
  }

  #rememberInterface(table: ConnectionTable, slot: number, name: string): void {
    let number = this.#interfaceNumbers.get(name)
    if (number === undefined) {
      number = this.#interfaceNumbers.size + 1
      this.#interfaceNumbers.set(name, number)
    }
    const kept = table.extra(slot) & ((1 << connectionExtra.masqueradeShift) - 1)
    table.setExtra(slot, kept | (number << connectionExtra.masqueradeShift))
    table.addStatus(slot, translationStatus.masqueraded)
  }

  /** Whether answers to this tuple would be another connection's. */
  isTaken(tuple: Tuple): boolean {
    const table = this.#table
    setReplyKey(table, tuple, table.ports(this.#slot * 2 + 1))
    this.#foundFree = table.find(this.#context?.nowMs ?? 0, this.#context?.journal) < 0
    return !this.#foundFree
  }

  /** Rewrites a packet as its connection says. Returns whether it changed. False too: nothing to do. */
  translate(buffer: SocketBuffer, manipulation: Manipulation): boolean {
    const slot = buffer.connection
    if (slot < 0) return false
    const table = this.#tracker.tableOf(buffer.packet)
    const reply = buffer.direction === 'reply'
    const source = (manipulation === 'source') !== reply
    const bit = source ? sourceNatBit : destinationNatBit
    if ((table.meta(slot) & bit) === 0) return false
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

function natBit(manipulation: Manipulation): number {
  return manipulation === 'source' ? connectionStatus.sourceNat : connectionStatus.destinationNat
}

/** The original direction as it stands now: the reply turned round, for it may be translated already. */
function readPresent(
  tuple: MovableTuple,
  table: ConnectionTable,
  slot: number,
  protocol: number,
): void {
  const reply = slot * 2 + 1
  const ports = table.ports(reply)
  tuple.protocol = protocol
  tuple.source = table.destination(reply)
  tuple.destination = table.source(reply)
  tuple.sourcePort = isIcmp(protocol) ? ports >>> 16 : ports & 0xffff
  tuple.destinationPort = ports >>> 16
}

/** Sets the table's key to the reply of `tuple`; an ICMP reply keeps the type and code of `ports`. */
function setReplyKey(table: ConnectionTable, tuple: Tuple, ports: number): void {
  const replyPorts = isIcmp(tuple.protocol)
    ? (tuple.sourcePort << 16) | (ports & 0xffff)
    : (tuple.destinationPort << 16) | tuple.sourcePort
  table.setKey(tuple.protocol, tuple.destination, tuple.source, replyPorts)
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
