import type { InstantMs } from '../../base/clock.ts'
import type { Packet } from '../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../packet/protocol.ts'
import { translationStatus } from './connections/connection-extra.ts'
import { stateShift, statusShift } from './connections/connection-records.ts'
import {
  type ConnectionSettings,
  readConnectionSettings,
} from './connections/connection-settings.ts'
import { ConnectionTable } from './connections/connection-table.ts'
import { dropEarly } from './connections/early-drop.ts'
import { isIcmpError, isSilentIcmpv6, relateError } from './connections/icmp-errors.ts'
import { followSctp, mayBeginSctp } from './connections/sctp-tracking.ts'
import {
  beginTcp,
  followTcp,
  hasValidFlags,
  type TcpStep,
  tcpState,
} from './connections/tcp-tracking.ts'
import { connectionStatus, type HookContext } from './hook.ts'
import type { SocketBuffer } from './socket-buffer.ts'
import { invertPorts, isIcmp, isIcmpQuery, portsOf } from './tuple-ports.ts'

/** A UDP flow that still talks after this long is a stream: UDP_STREAM_TS of nf_conntrack_proto_udp.c. */
const streamAfterMs = 2_000
/** Records looked at for every new connection, so that expired ones do not pile up. */
const sweepPerConnection = 2
const fullSweepEveryMs = 1_000

const seenReplyBit = connectionStatus.seenReply << statusShift
const assuredBit = connectionStatus.assured << statusShift
const expectedBit = connectionStatus.expected << statusShift

/** TCP, ESTABLISHED, answered and ASSURED: a plain ACK only renews the timeout of such a connection. */
const talkingMask = 0xff | (0xff << stateShift) | seenReplyBit | assuredBit
const talking =
  protocolNumber.tcp | (tcpState.established << stateShift) | seenReplyBit | assuredBit

function isPlainAck(flags: number): boolean {
  return (flags & ~(tcpFlag.psh | tcpFlag.urg)) === tcpFlag.ack
}

/**
 * nf_conntrack: knows which connection a packet belongs to, and keeps the table. Entries are found
 * only once `confirm` was called at the end of the first packet's way.
 */
export class ConnectionTracker {
  readonly ipv4 = new ConnectionTable(1)
  readonly ipv6 = new ConnectionTable(4)
  settings: ConnectionSettings = readConnectionSettings(() => undefined)
  /** The unconfirmed connection whose answers NAT has just found to be nobody else's; −1: none. */
  replyKnownFree = -1
  readonly #step: TcpStep = { kind: 'pass', state: 0, extra: 0, assured: false }
  #sweptAtMs = Number.NEGATIVE_INFINITY

  /** Connections held, both families: what nf_conntrack_count says. */
  get count(): number {
    return this.ipv4.count + this.ipv6.count
  }

  tableOf(packet: Packet): ConnectionTable {
    return typeof packet.source === 'number' ? this.ipv4 : this.ipv6
  }

  /** Finds or begins the packet's connection. False: the table is full, the packet goes. */
  track(buffer: SocketBuffer, context: HookContext): boolean {
    // Seen before: it came round over lo, or NOTRACK has spoken.
    if (buffer.connectionState !== undefined) return true
    const { packet } = buffer
    buffer.connectionState = 'INVALID'
    context.visits.conntrackLookups += 1
    if (isIcmp(packet.protocol)) {
      if (isSilentIcmpv6(packet)) {
        buffer.connectionState = 'UNTRACKED'
        return true
      }
      if (isIcmpError(packet)) {
        relateError(this.tableOf(packet), buffer, context)
        return true
      }
    } else if (packet.protocol === protocolNumber.tcp && !hasValidFlags(packet.tcpFlags))
      return true
    return this.#resolve(buffer, context)
  }

  /** Makes a new connection known. False: its tuple is taken, the packet goes (insert_failed). */
  confirm(buffer: SocketBuffer, context: HookContext): boolean {
    const slot = buffer.connection
    if (slot < 0 || buffer.connectionState === 'ESTABLISHED' || buffer.direction === 'reply')
      return true
    const table = this.tableOf(buffer.packet)
    if ((table.status(slot) & connectionStatus.confirmed) !== 0) return true
    if (this.replyKnownFree !== slot) {
      table.setKeyToTuple(slot * 2 + 1)
      if (table.find(context.nowMs, context.journal) >= 0) return false
    }
    table.addStatus(slot, connectionStatus.confirmed)
    table.link(slot, context.journal)
    return true
  }

  /** The packet's way ends: what was not confirmed goes with it. Whether its source port was drawn by chance. */
  release(buffer: SocketBuffer, context: HookContext): boolean {
    const slot = buffer.connection
    if (slot < 0) return false
    const table = this.tableOf(buffer.packet)
    const drawn = (table.status(slot) & translationStatus.drawnPort) !== 0
    if (!table.isLinked(slot)) table.remove(slot, context.journal)
    buffer.connection = -1
    return drawn && buffer.direction === 'original'
  }

  /** A packet of an answered connection, without a buffer. False: it does not simply belong to it; nothing has changed. */
  followAnswered(table: ConnectionTable, node: number, packet: Packet, nowMs: InstantMs): boolean {
    const slot = node >> 1
    if (this.#keepsTalking(table, slot, packet, nowMs)) return true
    const kind = this.#follow(table, slot, (node & 1) === 1, packet, nowMs)
    return kind === 'pass' || kind === 'ignored'
  }

  #resolve(buffer: SocketBuffer, context: HookContext): boolean {
    const { packet } = buffer
    const table = this.tableOf(packet)
    const { nowMs, journal } = context
    const { protocol, source, destination } = packet
    const node = table.findTuple(protocol, source, destination, portsOf(packet), nowMs, journal)
    if (node < 0) return this.#begin(table, buffer, context)
    const slot = node >> 1
    if (journal !== undefined) table.save(slot, journal)
    const reply = (node & 1) === 1
    if (this.#keepsTalking(table, slot, packet, nowMs)) {
      buffer.connection = slot
      buffer.direction = reply ? 'reply' : 'original'
      buffer.connectionState = 'ESTABLISHED'
      return true
    }
    const followed = this.#follow(table, slot, reply, packet, nowMs)
    if (followed === 'reopen') {
      table.remove(slot, journal)
      table.setKey(protocol, source, destination, portsOf(packet))
      return this.#begin(table, buffer, context)
    }
    if (followed === 'invalid') return true
    if (followed === 'forget') table.unlink(slot, journal)
    buffer.connection = slot
    buffer.direction = reply ? 'reply' : 'original'
    const meta = table.meta(slot)
    const answered = (meta & seenReplyBit) !== 0
    if (reply && !answered) table.setMeta(slot, meta | seenReplyBit)
    if (reply || answered) buffer.connectionState = 'ESTABLISHED'
    else buffer.connectionState = (meta & expectedBit) !== 0 ? 'RELATED' : 'NEW'
    return true
  }

  #keepsTalking(table: ConnectionTable, slot: number, packet: Packet, nowMs: InstantMs): boolean {
    if ((table.meta(slot) & talkingMask) !== talking || !isPlainAck(packet.tcpFlags)) return false
    table.renew(slot, nowMs, this.settings.tcpMs[tcpState.established] ?? 0)
    return true
  }

  /** Begins a connection; the table's key is the packet's tuple. */
  #begin(table: ConnectionTable, buffer: SocketBuffer, context: HookContext): boolean {
    const { packet } = buffer
    const replyPorts = invertPorts(packet.protocol, portsOf(packet))
    if (replyPorts === undefined || !this.#mayBegin(packet)) return true
    if (this.count >= this.settings.connectionCountMax && !this.#makeRoom(table, context))
      return false
    if (context.journal === undefined) table.sweep(sweepPerConnection, context.nowMs)
    const slot = table.allocate(replyPorts, context.nowMs, context.journal)
    if (this.#follow(table, slot, false, packet, context.nowMs) === 'invalid') {
      table.remove(slot, context.journal)
      return true
    }
    this.replyKnownFree = -1
    buffer.connection = slot
    buffer.direction = 'original'
    buffer.connectionState = 'NEW'
    return true
  }

  #mayBegin(packet: Packet): boolean {
    switch (packet.protocol) {
      case protocolNumber.tcp:
        return beginTcp(packet.tcpFlags, this.settings.tcpLoose) !== undefined
      case protocolNumber.sctp:
        return mayBeginSctp(packet.sctpChunkType)
      case protocolNumber.icmp:
      case protocolNumber.icmpv6:
        return isIcmpQuery(packet.protocol, packet.icmpType)
      default:
        return true
    }
  }

  /** The protocol's own view of a packet; renews the timeout. */
  #follow(
    table: ConnectionTable,
    slot: number,
    reply: boolean,
    packet: Packet,
    nowMs: InstantMs,
  ): TcpStep['kind'] {
    switch (packet.protocol) {
      case protocolNumber.tcp:
        return this.#followTcp(table, slot, reply, packet, nowMs)
      case protocolNumber.udp:
        this.#followUdp(table, slot, nowMs)
        return 'pass'
      case protocolNumber.sctp:
        return this.#followSctp(table, slot, reply, packet, nowMs)
      case protocolNumber.icmp:
        table.renew(slot, nowMs, this.settings.icmpMs)
        return 'pass'
      case protocolNumber.icmpv6:
        table.renew(slot, nowMs, this.settings.icmpv6Ms)
        return 'pass'
      default:
        table.renew(slot, nowMs, this.settings.genericMs)
        return 'pass'
    }
  }

  #followTcp(
    table: ConnectionTable,
    slot: number,
    reply: boolean,
    packet: Packet,
    nowMs: InstantMs,
  ): TcpStep['kind'] {
    const step = this.#step
    const flags = packet.tcpFlags
    const meta = table.meta(slot)
    const seenReply = (meta & seenReplyBit) !== 0
    const state = (meta >> stateShift) & 0xff
    const extra = table.extra(slot)
    followTcp(step, state, extra, flags, reply, seenReply, (meta & assuredBit) !== 0)
    if (step.kind === 'invalid' || step.kind === 'reopen') return step.kind
    if (step.extra !== extra) table.setExtra(slot, step.extra)
    if (step.kind === 'ignored') return step.kind
    if (step.state !== state || step.assured)
      table.setMeta(
        slot,
        (meta & ~(0xff << stateShift)) |
          (step.state << stateShift) |
          (step.assured ? assuredBit : 0),
      )
    if (step.kind !== 'pass') return step.kind
    const { tcpMs, tcpUnacknowledgedMs } = this.settings
    const closing = (flags & tcpFlag.rst) !== 0
    let timeoutMs = tcpMs[closing ? tcpState.close : step.state] ?? 0
    if (!seenReply && step.state === tcpState.established)
      timeoutMs = Math.min(timeoutMs, tcpUnacknowledgedMs)
    table.renew(slot, nowMs, timeoutMs)
    return 'pass'
  }

  #followUdp(table: ConnectionTable, slot: number, nowMs: InstantMs): void {
    const { udpMs, udpStreamMs } = this.settings
    const seenReply = (table.status(slot) & connectionStatus.seenReply) !== 0
    const stream = seenReply && table.ageMs(slot, nowMs) > streamAfterMs
    if (stream) table.addStatus(slot, connectionStatus.assured)
    table.renew(slot, nowMs, stream ? udpStreamMs : udpMs)
  }

  #followSctp(
    table: ConnectionTable,
    slot: number,
    reply: boolean,
    packet: Packet,
    nowMs: InstantMs,
  ): TcpStep['kind'] {
    const answered = (table.status(slot) & connectionStatus.seenReply) !== 0
    const step = followSctp(table.state(slot), packet.sctpChunkType, reply, answered)
    if (step === undefined) return 'invalid'
    table.setState(slot, step.state)
    if (step.assured) table.addStatus(slot, connectionStatus.assured)
    table.renew(slot, nowMs, this.settings.sctpMs[step.state] ?? 0)
    return 'pass'
  }

  /** Expired connections go first; else one near the key's bucket that nobody answers (early_drop). */
  #makeRoom(table: ConnectionTable, context: HookContext): boolean {
    const { nowMs, journal } = context
    if (journal === undefined && nowMs - this.#sweptAtMs >= fullSweepEveryMs) {
      this.#sweptAtMs = nowMs
      this.ipv4.sweep(this.ipv4.slotCount, nowMs)
      this.ipv6.sweep(this.ipv6.slotCount, nowMs)
      if (this.count < this.settings.connectionCountMax) return true
    }
    return dropEarly(table, nowMs, journal)
  }
}
