import {
  type Address,
  addressBits,
  familyOf,
  type Ipv4,
  type Ipv6,
  networkOf,
} from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import { connectionFlag } from './connections/connection-records.ts'
import type { ConnectionTable } from './connections/connection-table.ts'
import type { Connections } from './connections/connections.ts'
import { foldAddress } from './hashing/folded-address.ts'
import type { RealServer } from './model/real-server.ts'
import type { IpvsSysctls } from './model/settings.ts'
import { serviceFlag, type VirtualServer } from './model/virtual-server.ts'
import { type Arrival, type PacketContext, type Passage, settle } from './passage.ts'
import type { ScheduleRequest } from './schedulers/scheduler.ts'

const ftpPort = 21
const ftpDataPort = 20
/** A mark's template belongs to no protocol (IPPROTO_IP); its virtual address is the mark. */
const anyProtocol = 0

/** New connections: by template, or by the scheduler (ip_vs_schedule, ip_vs_sched_persist in ip_vs_core.c). */
export class Scheduling {
  readonly #sysctls: IpvsSysctls
  readonly #connections: Connections

  constructor(sysctls: IpvsSysctls, connections: Connections) {
    this.#sysctls = sysctls
    this.#connections = connections
  }

  /** `passage.verdict` is `forward` with a new connection, or says why there is none. */
  schedule(
    virtualServer: VirtualServer,
    packet: Packet,
    arrival: Arrival,
    context: PacketContext,
    passage: Passage,
  ): void {
    passage.virtualServer = virtualServer
    if (packet.sourcePort === ftpDataPort) {
      passage.reason = 'FTP data connections are not scheduled'
      return
    }
    if (arrival.local && isAnswer(passage.table, packet)) {
      passage.reason = 'the answer of a server on this node'
      return
    }
    if ((virtualServer.flags & serviceFlag.persistent) !== 0)
      this.#persistent(virtualServer, packet, context, passage)
    else if (virtualServer.mark === 0 && packet.destinationPort !== virtualServer.port)
      refuse(virtualServer, packet, passage)
    else this.#plain(virtualServer, packet, context, passage)
  }

  #plain(
    virtualServer: VirtualServer,
    packet: Packet,
    context: PacketContext,
    passage: Passage,
  ): void {
    const server = pickServer(virtualServer, packet, this.#connections.nowTicks, context)
    if (server === undefined) refuse(virtualServer, packet, passage)
    else this.#connect(virtualServer, packet, server, server.port === 0, context, passage)
  }

  #persistent(
    virtualServer: VirtualServer,
    packet: Packet,
    context: PacketContext,
    passage: Passage,
  ): void {
    const { table } = passage
    let template = this.#findTemplate(virtualServer, packet, context, table)
    passage.byTemplate = template >= 0
    if (template < 0) {
      const picked = pickServer(virtualServer, packet, this.#connections.nowTicks, context)
      if (picked === undefined) {
        refuse(virtualServer, packet, passage)
        return
      }
      template = this.#createTemplate(virtualServer, packet, picked, context, table)
    }
    const server = this.#connections.serverOf(table, template)
    const keepsPort = server.port === 0 || packet.destinationPort !== virtualServer.port
    this.#connect(virtualServer, packet, server, keepsPort, context, passage)
    this.#connections.setControl(table, passage.slot, template, context.journal)
    this.#connections.put(table, template, context.journal)
  }

  /** One that still holds; one that does not is made invalid. */
  #findTemplate(
    virtualServer: VirtualServer,
    packet: Packet,
    { journal, visits }: PacketContext,
    table: ConnectionTable,
  ): number {
    const { protocol, client, virtual, virtualPort } = templateKey(virtualServer, packet)
    visits.ipvsLookups += 1
    const template = table.findTemplate(protocol, client, virtual, virtualPort)
    if (template < 0) return template
    const server = this.#connections.serverOf(table, template)
    const quiescent = this.#sysctls.expire_quiescent_template !== 0 && server.weight === 0
    if (server.available && !quiescent) {
      table.save(template, journal)
      return template
    }
    table.invalidate(template, journal)
    return -1
  }

  #createTemplate(
    virtualServer: VirtualServer,
    packet: Packet,
    server: RealServer,
    { journal }: PacketContext,
    table: ConnectionTable,
  ): number {
    const key = { ...templateKey(virtualServer, packet), clientPort: 0 }
    const flags = connectionFlag.template | (key.virtualPort === 0 ? connectionFlag.keepsPort : 0)
    const template = this.#connections.create(table, { ...key, flags }, server, journal)
    const seconds = virtualServer.options.persistentSeconds ?? 0
    this.#connections.setTimeoutSeconds(table, template, seconds)
    return template
  }

  #connect(
    virtualServer: VirtualServer,
    packet: Packet,
    server: RealServer,
    keepsPort: boolean,
    { journal }: PacketContext,
    passage: Passage,
  ): void {
    const onePacket =
      (virtualServer.flags & serviceFlag.onePacket) !== 0 && packet.protocol === protocolNumber.udp
        ? connectionFlag.onePacket
        : 0
    const connection = {
      protocol: packet.protocol,
      client: packet.source,
      clientPort: packet.sourcePort,
      virtual: packet.destination,
      virtualPort: packet.destinationPort,
      flags: onePacket | (keepsPort ? connectionFlag.keepsPort : 0),
    }
    passage.slot = this.#connections.create(passage.table, connection, server, journal)
    passage.verdict = 'forward'
    passage.isNew = true
  }
}

const request: ScheduleRequest = {
  sourceFold: 0,
  sourcePort: 0,
  destination: 0 as Ipv4,
  destinationFold: 0,
  flags: 0,
  nowTicks: 0,
  chance: undefined as never,
  journal: undefined,
  visits: undefined,
}

/** The request of a packet; one object, valid until the next. */
export function requestOf(
  virtualServer: VirtualServer,
  packet: Packet,
  nowTicks: number,
  context: PacketContext,
): ScheduleRequest {
  request.sourceFold = foldAddress(packet.source)
  request.sourcePort = packet.sourcePort
  request.destination = packet.destination
  request.destinationFold = foldAddress(packet.destination)
  request.flags = virtualServer.flags
  request.nowTicks = nowTicks
  request.chance = context.chance
  request.journal = context.journal
  request.visits = context.visits
  return request
}

function pickServer(
  virtualServer: VirtualServer,
  packet: Packet,
  nowTicks: number,
  context: PacketContext,
): RealServer | undefined {
  return virtualServer.scheduler.pick(
    virtualServer.servers,
    requestOf(virtualServer, packet, nowTicks, context),
  )
}

/** No server: port unreachable; what only an FTP server's address led here goes on (ip_vs_leave). */
function refuse(virtualServer: VirtualServer, packet: Packet, passage: Passage): void {
  const notForFtp = virtualServer.port === ftpPort && packet.destinationPort !== ftpPort
  settle(
    passage,
    notForFtp ? 'accept' : 'reject',
    notForFtp ? 'no FTP data connection is expected' : 'no server is available',
  )
  passage.virtualServer = virtualServer
}

/** What a client's template is found by. */
export function templateKey(
  virtualServer: VirtualServer,
  packet: Packet,
): { protocol: number; client: Address; virtual: Address; virtualPort: number } {
  const client = clientNetwork(packet.source, virtualServer.options.netmask)
  const { mark, port } = virtualServer
  if (packet.destinationPort === port) {
    const virtualPort = port === ftpPort ? 0 : port
    return { protocol: packet.protocol, client, virtual: packet.destination, virtualPort }
  }
  if (mark === 0)
    return { protocol: packet.protocol, client, virtual: packet.destination, virtualPort: 0 }
  return { protocol: anyProtocol, client, virtual: markAddress(mark, client), virtualPort: 0 }
}

function clientNetwork(address: Address, netmask: number): Address {
  if (typeof address === 'number') return ((address & netmask) >>> 0) as Ipv4
  return netmask >= addressBits(familyOf(address)) ? address : networkOf(address, netmask)
}

/** The mark stands in an address's first 32 bits. */
function markAddress(mark: number, like: Address): Address {
  return typeof like === 'number' ? (mark as Ipv4) : ((BigInt(mark) << 96n) as Ipv6)
}

/** The packet comes from a virtual address, as an answer of one of its connections does. */
function isAnswer(table: ConnectionTable, packet: Packet): boolean {
  const { protocol, source, sourcePort, destination, destinationPort } = packet
  return table.findInput(protocol, destination, destinationPort, source, sourcePort) >= 0
}
