import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { IpvsEngine } from '../../../src/kernel/ipvs/engine.ts'
import { plainServer, RealServer } from '../../../src/kernel/ipvs/model/real-server.ts'
import { defaultKernel, type IpvsKernel } from '../../../src/kernel/ipvs/model/settings.ts'
import type {
  VirtualServer,
  VirtualServerKey,
  VirtualServerOptions,
} from '../../../src/kernel/ipvs/model/virtual-server.ts'
import type { PacketContext, Passage } from '../../../src/kernel/ipvs/passage.ts'
import type { ScheduleRequest, Scheduler } from '../../../src/kernel/ipvs/schedulers/scheduler.ts'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import { type Address, parseAddress } from '../../../src/packet/address.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { tcpFlag } from '../../../src/packet/protocol.ts'

/** What tests of IPVS are made of. */

const nowhere = {} as VirtualServer

/** Servers 10.244.1.1, .2, … in list order, each with its weight and counts. */
export function serversOf(
  ...states: readonly {
    weight?: number
    active?: number
    inactive?: number
    overloaded?: boolean
  }[]
): RealServer[] {
  return states.map(({ weight = 1, active = 0, inactive = 0, overloaded = false }, index) => {
    const definition = {
      ...plainServer,
      weight,
      port: 8080,
      address: parseAddress(`10.244.1.${index + 1}`),
    }
    const server = new RealServer(index, nowhere, definition)
    server.define(definition, true, defaultKernel)
    return Object.assign(server, { active, total: active + inactive, overloaded })
  })
}

export function requestFrom(changes: Partial<ScheduleRequest> = {}): ScheduleRequest {
  return {
    sourceFold: 0x0a010002,
    sourcePort: 20_001,
    destination: parseAddress('10.96.0.10'),
    destinationFold: 0x0a60000a,
    flags: 0,
    nowTicks: 0,
    chance: createSeededChance(1),
    journal: undefined,
    visits: undefined,
    ...changes,
  }
}

/** The places in the list that a scheduler chooses, one after the other. −1: none. */
export function choices(
  scheduler: Scheduler,
  servers: readonly RealServer[],
  count: number,
  request: (index: number) => ScheduleRequest = () => requestFrom(),
): number[] {
  return Array.from({ length: count }, (_, index) => {
    const server = scheduler.pick(servers, request(index))
    return server === undefined ? -1 : servers.indexOf(server)
  })
}

export const webKey: Extract<VirtualServerKey, { kind: 'address' }> = {
  kind: 'address',
  protocol: 6,
  address: parseAddress('10.96.0.10'),
  port: 80,
}

export const plainOptions: VirtualServerOptions = {
  scheduler: 'rr',
  schedulerFlags: 0,
  persistentSeconds: undefined,
  netmask: 0xffffffff,
  onePacket: false,
}

/** An engine with one virtual server 10.96.0.10:80 and servers 10.244.1.1 … n:8080, added in that order. */
export function engineWith(
  count: number,
  options: Partial<VirtualServerOptions> = {},
  kernel: Partial<IpvsKernel> = {},
): IpvsEngine {
  const engine = new IpvsEngine(kernel)
  engine.virtualServers.add(webKey, { ...plainOptions, ...options })
  for (let number = 1; number <= count; number += 1)
    engine.virtualServers.addServer(webKey, serverAt(`10.244.1.${number}`))
  return engine
}

export function serverAt(address: string, weight = 1) {
  return { ...plainServer, address: parseAddress(address), port: 8080, weight }
}

export function contextAt(nowMs: number, changes: Partial<PacketContext> = {}): PacketContext {
  return {
    nowMs,
    chance: createSeededChance(1),
    journal: undefined,
    visits: createVisits(),
    ...changes,
  }
}

export const remote = { mark: 0, local: false, conntrack: 'none' } as const

export function packetTo(changes: Partial<Packet> = {}): Packet {
  return {
    protocol: 6,
    source: parseAddress('10.1.0.2'),
    sourcePort: 20_001,
    destination: parseAddress('10.96.0.10'),
    destinationPort: 80,
    tcpFlags: tcpFlag.syn,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
    ...changes,
  }
}

export function answerOf(packet: Packet, server: Address, port: number, flags: number): Packet {
  return {
    ...packet,
    source: server,
    sourcePort: port,
    destination: packet.source,
    destinationPort: packet.sourcePort,
    tcpFlags: flags,
  }
}

/** SYN, SYN+ACK, ACK; undefined if no server took it. A copy: the engine keeps using its own. */
export function connect(
  engine: IpvsEngine,
  sourcePort: number,
  nowMs = 0,
  changes: Partial<Packet> = {},
): Passage | undefined {
  const syn = packetTo({ sourcePort, ...changes })
  const passage = { ...engine.packets.input(syn, remote, contextAt(nowMs)) }
  if (passage.verdict !== 'forward' || passage.server === undefined) return undefined
  const answer = answerOf(
    syn,
    passage.server.address,
    passage.serverPort,
    tcpFlag.syn | tcpFlag.ack,
  )
  engine.packets.output(answer, contextAt(nowMs))
  engine.packets.input({ ...syn, tcpFlags: tcpFlag.ack }, remote, contextAt(nowMs))
  return passage
}
