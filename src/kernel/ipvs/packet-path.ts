import { familyOf } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../packet/protocol.ts'
import { connectionFlag } from './connections/connection-records.ts'
import type { ConnectionTable } from './connections/connection-table.ts'
import type { Connections } from './connections/connections.ts'
import type { RealServer } from './model/real-server.ts'
import type { IpvsKernel, IpvsSysctls } from './model/settings.ts'
import { type Arrival, createPassage, type PacketContext, type Passage, settle } from './passage.ts'
import { Scheduling } from './scheduling.ts'
import { sctpChunk, sctpClosed } from './states/sctp.ts'
import { tcpClose, tcpFinWait, tcpTimeWait } from './states/tcp.ts'
import type { VirtualServers } from './virtual-servers.ts'

/**
 * A packet's way through IPVS (net/netfilter/ipvs/ip_vs_core.c): `input` towards a virtual server (ip_vs_in_hook),
 * `output` for answers of real servers (ip_vs_out_hook). Only TCP, UDP and SCTP; ICMP is the hooks' affair.
 */
export class PacketPath {
  readonly #kernel: IpvsKernel
  readonly #sysctls: IpvsSysctls
  readonly #virtualServers: VirtualServers
  readonly #connections: Connections
  readonly #scheduling: Scheduling
  readonly #passage: Passage

  constructor(
    kernel: IpvsKernel,
    sysctls: IpvsSysctls,
    virtualServers: VirtualServers,
    connections: Connections,
  ) {
    this.#kernel = kernel
    this.#sysctls = sysctls
    this.#virtualServers = virtualServers
    this.#connections = connections
    this.#scheduling = new Scheduling(sysctls, connections)
    this.#passage = createPassage(connections.tables.IPv4)
  }

  input(packet: Packet, arrival: Arrival, context: PacketContext): Passage {
    const passage = settle(this.#passage, 'accept', '')
    if (!this.#begin(packet, context, passage)) return passage
    const { table } = passage
    const { journal } = context
    let slot = findConnection(table, packet)
    if (slot >= 0) {
      if (isNewConnection(packet) && this.#reschedules(table, slot, packet, arrival)) {
        if (this.#letGo(table, slot, arrival, context))
          return settle(passage, 'drop', 'its conntrack entry belongs to the connection before')
        slot = -1
      } else if (!this.#connections.serverOf(table, slot).available) {
        if (this.#sysctls.expire_nodest_conn === 0)
          return settle(passage, 'drop', 'the connection’s server was removed')
        if (this.#letGo(table, slot, arrival, context))
          return settle(passage, 'drop', 'the connection’s server was removed')
        slot = -1
      }
    }
    if (slot >= 0) {
      table.save(slot, journal)
      passage.verdict = 'forward'
      passage.slot = slot
    } else {
      this.#schedule(packet, arrival, context, passage)
      if (passage.verdict !== 'forward') return passage
    }
    return this.#forward(packet, 'input', context, passage)
  }

  /** An answer: `forward` means that it now comes from the virtual server's address and port. */
  output(packet: Packet, context: PacketContext): Passage {
    const passage = settle(this.#passage, 'accept', '')
    if (!this.#begin(packet, context, passage)) return passage
    const slot = this.findAnswered(packet)
    if (slot < 0) return passage
    passage.table.save(slot, context.journal)
    passage.verdict = 'forward'
    passage.slot = slot
    return this.#forward(packet, 'output', context, passage)
  }

  /** The connection that a packet of a real server answers (ip_vs_conn_out_get); −1: none. */
  findAnswered(packet: Packet): number {
    const table = this.#connections.tables[familyOf(packet.destination)]
    return table.findOutput(packet.protocol, packet.destination, packet.destinationPort, (slot) =>
      this.#isServerOf(table, slot, packet),
    )
  }

  /** Where `input` would send a packet, after `output` took it for no answer. Undefined: it may do something else. Changes nothing. */
  serverOf(packet: Packet): RealServer | undefined {
    if (isNewConnection(packet) || this.findAnswered(packet) >= 0) return undefined
    const table = this.#connections.tables[familyOf(packet.destination)]
    const slot = findConnection(table, packet)
    const server = slot < 0 ? undefined : this.#connections.serverOf(table, slot)
    return server?.available === true ? server : undefined
  }

  /** Where a connection's packets go: the server's port, or the one that the client asked for. */
  serverPort(table: ConnectionTable, slot: number): number {
    return table.has(slot, connectionFlag.keepsPort)
      ? table.virtualPort(slot)
      : this.#connections.serverOf(table, slot).port
  }

  /** False: IPVS has nothing to do with this family or protocol. */
  #begin(packet: Packet, context: PacketContext, passage: Passage): boolean {
    this.#connections.flushUnavailable(context.journal)
    this.#connections.advance(context.nowMs)
    const { protocol } = packet
    if (
      protocol !== protocolNumber.tcp &&
      protocol !== protocolNumber.udp &&
      protocol !== protocolNumber.sctp
    )
      return false
    const family = familyOf(packet.destination)
    if (this.#virtualServers.count(family) === 0) return false
    passage.table = this.#connections.tables[family]
    context.visits.ipvsLookups += 1
    return true
  }

  #schedule(packet: Packet, arrival: Arrival, context: PacketContext, passage: Passage): void {
    if (!mayBegin(packet, this.#sysctls)) return
    const { mark } = arrival
    const { protocol, destination, destinationPort } = packet
    context.visits.ipvsLookups += 1
    const virtualServer = this.#virtualServers.find(mark, protocol, destination, destinationPort)
    if (virtualServer !== undefined)
      this.#scheduling.schedule(virtualServer, packet, arrival, context, passage)
  }

  #forward(
    packet: Packet,
    way: 'input' | 'output',
    { journal }: PacketContext,
    passage: Passage,
  ): Passage {
    const { table, slot } = passage
    const connections = this.#connections
    connections.setState(table, slot, packet, way, journal)
    const server = connections.serverOf(table, slot)
    passage.server = server
    passage.serverPort = table.has(slot, connectionFlag.keepsPort)
      ? table.virtualPort(slot)
      : server.port
    connections.put(table, slot, journal)
    return passage
  }

  #isServerOf(table: ConnectionTable, slot: number, packet: Packet): boolean {
    if (table.has(slot, connectionFlag.direct))
      return packet.sourcePort === table.virtualPort(slot) && packet.source === table.virtual(slot)
    return (
      packet.sourcePort === this.serverPort(table, slot) &&
      packet.source === this.#connections.serverOf(table, slot).address
    )
  }

  /** A client's port is used again, or its server should get nothing new: the SYN gets a new connection. */
  #reschedules(table: ConnectionTable, slot: number, packet: Packet, arrival: Arrival): boolean {
    const mode = this.#sysctls.conn_reuse_mode
    if (mode === 0 && !this.#kernel.reschedulesQuiesced) return false
    if (
      this.#sysctls.expire_nodest_conn !== 0 &&
      this.#connections.serverOf(table, slot).weight === 0
    )
      return true
    if (mode === 0 || !isOver(table, slot, packet, mode)) return false
    return table.controlled(slot) === 0 || !this.#usesOldConntrack(table, slot, arrival)
  }

  /** The connection goes; true: this packet goes with it, because of its conntrack entry. */
  #letGo(
    table: ConnectionTable,
    slot: number,
    arrival: Arrival,
    { journal }: PacketContext,
  ): boolean {
    const old = this.#usesOldConntrack(table, slot, arrival)
    if (!old && this.#kernel.dropsOldConntrackOnly) {
      table.save(slot, journal)
      // The entry is this packet's own: it must not go with the connection before.
      table.setFlag(slot, connectionFlag.conntrack, false)
    }
    if (table.controlled(slot) === 0) this.#connections.expireNow(table, slot, journal)
    return old
  }

  /** ip_vs_conn_uses_old_conntrack, and before 5.9 ip_vs_conn_uses_conntrack: any entry, even a new one. */
  #usesOldConntrack(table: ConnectionTable, slot: number, arrival: Arrival): boolean {
    if (this.#kernel.dropsOldConntrackOnly) return arrival.conntrack === 'old'
    return arrival.conntrack !== 'none' && table.has(slot, connectionFlag.conntrack)
  }
}

function findConnection(table: ConnectionTable, packet: Packet): number {
  const { protocol, source, sourcePort, destination, destinationPort } = packet
  return table.findInput(protocol, source, sourcePort, destination, destinationPort)
}

/** is_new_conn. */
function isNewConnection(packet: Packet): boolean {
  if (packet.protocol === protocolNumber.tcp) return (packet.tcpFlags & tcpFlag.syn) !== 0
  return packet.protocol === protocolNumber.sctp && packet.sctpChunkType === sctpChunk.init
}

/** is_new_conn_expected: the connection before is over. One under a template is kept. */
function isOver(table: ConnectionTable, slot: number, packet: Packet, mode: number): boolean {
  if (table.control(slot) >= 0) return false
  const state = table.state(slot)
  if (packet.protocol === protocolNumber.sctp) return state === sctpClosed
  if (state === tcpTimeWait || state === tcpClose) return true
  return (mode & 2) !== 0 && state === tcpFinWait && table.has(slot, connectionFlag.noOutput)
}

/** Whether a packet without a connection may get one: a SYN (not with RST), an INIT, any datagram. */
function mayBegin(packet: Packet, sysctls: IpvsSysctls): boolean {
  if (packet.protocol === protocolNumber.udp) return true
  if (packet.protocol === protocolNumber.tcp)
    return (
      (packet.tcpFlags & tcpFlag.rst) === 0 &&
      ((packet.tcpFlags & tcpFlag.syn) !== 0 || sysctls.sloppy_tcp !== 0)
    )
  return (
    packet.sctpChunkType !== sctpChunk.abort &&
    (packet.sctpChunkType === sctpChunk.init || sysctls.sloppy_sctp !== 0)
  )
}
