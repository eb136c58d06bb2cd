import assert from 'node:assert/strict'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { IpvsEngine } from '../../src/kernel/ipvs/engine.ts'
import type { SchedulerName } from '../../src/kernel/ipvs/model/scheduler-name.ts'
import type { PacketContext } from '../../src/kernel/ipvs/passage.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import type { Address, Ipv4 } from '../../src/packet/address.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../src/packet/protocol.ts'

export const seed = 1
export const remote = { mark: 0, local: false, conntrack: 'none' } as const

export interface EngineScale {
  readonly virtualServers: number
  readonly servers: number
  readonly scheduler: SchedulerName
  readonly persistentSeconds?: number
}

/** Virtual servers 10.96.0.0 + n, port 80; server s of each is 10.128.0.0 + n · servers + s. */
export function engineOf(scale: EngineScale): IpvsEngine {
  const engine = new IpvsEngine()
  for (let service = 0; service < scale.virtualServers; service += 1) {
    const key = {
      kind: 'address',
      protocol: protocolNumber.tcp,
      address: virtualAddress(service),
      port: 80,
    } as const
    engine.virtualServers.add(key, {
      scheduler: scale.scheduler,
      schedulerFlags: 0,
      persistentSeconds: scale.persistentSeconds,
      netmask: 0xffffffff,
      onePacket: false,
    })
    for (let server = 0; server < scale.servers; server += 1)
      engine.virtualServers.addServer(key, {
        address: (0x0a80_0000 + service * scale.servers + server) as Ipv4,
        port: 8080,
        weight: 1 + (server % 7),
        forwarding: 'masquerade',
        upperThreshold: 0,
        lowerThreshold: 0,
      })
  }
  return engine
}

export function virtualAddress(service: number): Ipv4 {
  return (0x0a60_0000 + service) as Ipv4
}

export function contextAt(nowMs: number): PacketContext {
  return { nowMs, chance: createSeededChance(seed), journal: undefined, visits: createVisits() }
}

export function packetOf(tcpFlags: number): Packet {
  return {
    protocol: protocolNumber.tcp,
    source: 0 as Ipv4,
    sourcePort: 0,
    destination: 0 as Ipv4,
    destinationPort: 80,
    tcpFlags,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
  }
}

/** Client number `index`: sixty thousand ports to an address. */
export function setClient(
  packet: Packet,
  index: number,
  base: Address = 0x0b00_0000 as Ipv4,
): void {
  const host = Math.floor(index / 60_000)
  packet.source = (typeof base === 'number' ? base + host : base + BigInt(host)) as Address
  packet.sourcePort = 2_000 + (index % 60_000)
}

/** `count` established connections, spread over the virtual servers. */
export function establish(engine: IpvsEngine, count: number, virtualServers: number): void {
  const context = contextAt(0)
  for (const flags of [tcpFlag.syn, tcpFlag.ack]) {
    const packet = packetOf(flags)
    for (let index = 0; index < count; index += 1) {
      setClient(packet, index)
      packet.destination = virtualAddress(index % virtualServers)
      engine.packets.input(packet, remote, context)
    }
  }
  const active = [...engine.servers.all()].reduce((sum, server) => sum + server.active, 0)
  assert.equal(active, count)
}

/** 0 … count − 1, each once, in an order that no cache likes: steps of a number coprime to it. */
export function scattered(count: number, index: number): number {
  return (index * 618_033) % count
}
