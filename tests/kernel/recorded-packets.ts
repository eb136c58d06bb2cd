import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { IpSets } from '../../src/kernel/ipset/ip-sets.ts'
import { restoreSets } from '../../src/kernel/ipset/set-restore.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import { RecentTables } from '../../src/kernel/iptables/matches/state/recent-tables.ts'
import { listConnections } from '../../src/kernel/netfilter/connection-listing.ts'
import { Routing } from '../../src/kernel/netfilter/routing.ts'
import { NftablesEngine } from '../../src/kernel/nftables/engine/nftables-engine.ts'
import { NodeKernel } from '../../src/kernel/node-kernel.ts'
import type { Passage } from '../../src/kernel/passage.ts'
import { formatAddress, parseAddress, parsePrefix } from '../../src/packet/address.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { formatProtocol, protocolNumber } from '../../src/packet/protocol.ts'

/** A packet on the wire, as the recorder built it or saw it. */
export interface WirePacket {
  readonly proto: keyof typeof protocolNumber
  readonly src: string
  readonly dst: string
  readonly sport?: number
  readonly dport?: number
  readonly flags?: number
  readonly chunk?: number
  readonly type?: number
  readonly code?: number
  readonly id?: number
  readonly payload?: number
  readonly quoted?: WirePacket
}

/** Single packets through a real node, one after the other, and what came out of it where. */
export interface RecordedPackets {
  readonly name: string
  readonly kind: 'legacy' | 'compat' | 'nft'
  /** Those of IPv6 begin with `#6`. */
  readonly rules: string | readonly string[]
  /** For `ipset restore`, before the rules. */
  readonly ipset?: string
  readonly sysctls: Readonly<Record<string, number>>
  readonly listen?: readonly (readonly ['tcp' | 'udp', number])[]
  /** `replyTo`: built from what came out for that packet. */
  readonly packets: readonly (WirePacket & { readonly from: string; readonly replyTo?: number })[]
  readonly results: readonly {
    /** Milliseconds since the start. */
    readonly at: number
    readonly skipped?: boolean
    readonly out: readonly (WirePacket & { readonly to: string })[]
    /** `conntrack -L`, where somebody looked. */
    readonly conntrack?: readonly string[]
  }[]
}

export function recordedPackets(): RecordedPackets[] {
  const file = join(import.meta.dirname, '../recordings/data/packets/single.jsonl.gz')
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as RecordedPackets)
}

const interfaces = {
  lo: ['127.0.0.1/8', '::1/128'],
  eth0: ['192.168.0.10/24', '2001:db8::10/64'],
  cni0: ['10.244.0.1/32', 'fd00:10:244::1/128'],
}
const routes = [
  { to: '0.0.0.0/0', device: 'eth0', via: '192.168.0.1' },
  { to: '::/0', device: 'eth0', via: '2001:db8::1' },
  { to: '10.244.0.0/16', device: 'cni0', via: '10.244.0.2', source: '10.244.0.1' },
  { to: 'fd00:10:244::/48', device: 'cni0', via: 'fd00:10:244::2', source: 'fd00:10:244::1' },
]

/** The recorder's node: a client side behind eth0, pods behind cni0. */
export function recordedKernel(recording: RecordedPackets): NodeKernel {
  const routing = new Routing(
    Object.entries(interfaces).map(([name, texts]) => ({
      name,
      addresses: texts.map((text) => ({
        address: parseAddress(text.split('/')[0] ?? ''),
        length: parsePrefix(text).length,
      })),
    })),
    routes.map(({ to, device, via, source }) => ({
      to: parsePrefix(to),
      device,
      via: parseAddress(via),
      ...(source === undefined ? {} : { source: parseAddress(source) }),
    })),
  )
  const sysctls = Object.entries(recording.sysctls).map(([name, value]) => [name, String(value)])
  const kernel = new NodeKernel(routing, Object.fromEntries(sysctls))
  const texts = typeof recording.rules === 'string' ? [recording.rules] : recording.rules
  if (recording.kind === 'nft') {
    const engine = new NftablesEngine()
    for (const text of texts) engine.apply(text, {})
    kernel.register(engine)
  } else registerIptables(kernel, recording, texts)
  for (const [protocol, port] of recording.listen ?? [])
    kernel.sockets.open({ protocol: protocolNumber[protocol], port })
  return kernel
}

function registerIptables(
  kernel: NodeKernel,
  { kind, ipset = '' }: RecordedPackets,
  texts: readonly string[],
): void {
  const sets = new IpSets()
  restoreSets(sets, ipset, 0)
  const recent = new RecentTables()
  for (const family of ['IPv4', 'IPv6'] as const) {
    const backend = kind === 'legacy' ? 'legacy' : 'nft'
    const engine = new IptablesEngine({ family, backend, recent, sets })
    for (const text of texts)
      if (text.startsWith('#6') === (family === 'IPv6')) engine.restore(text, {})
    kernel.register(engine)
  }
}

export interface Replay {
  /** What came out differently, packet by packet. */
  readonly differences: readonly string[]
  readonly packets: number
}

/** Sends a recording's packets through the emulated node. Answers to a port that chance chose are passed over. */
export function replay(recording: RecordedPackets): Replay {
  const kernel = recordedKernel(recording)
  const chance = createSeededChance(1)
  const drawn = new Set<number>()
  const differences: string[] = []
  let packets = 0
  for (const [index, packet] of recording.packets.entries()) {
    const result = recording.results[index]
    if (result === undefined || result.skipped === true) continue
    if (packet.replyTo !== undefined && drawn.has(packet.replyTo)) {
      drawn.add(index)
      continue
    }
    packets += 1
    const moment = { nowMs: result.at, chance }
    const passage =
      packet.from === 'node'
        ? kernel.send(packetOf(packet), moment)
        : kernel.receive(packetOf(packet), packet.from, moment)
    if (passage.drawnPort) drawn.add(index)
    const port = passage.drawnPort ? (text: string) => text.replace(/:\d+ >/, ':* >') : String
    const recorded = result.out.map((one) => port(`${one.to}: ${textOf(one)}`)).sort()
    const own = outputsOf(passage).map(port).sort()
    if (recorded.join() !== own.join())
      differences.push(`${index}: ${textOf(packet)}: ${recorded.join(', ')} | ${own.join(', ')}`)
    if (result.conntrack !== undefined && drawn.size === 0)
      differences.push(...connectionDifferences(kernel, result.at, result.conntrack))
  }
  return { differences, packets }
}

/** Seconds left run while the recorder looks. */
const withoutTimer = (line: string) => line.replace(/^(\w+ +\d+ )\d+ /, '$1').replace(/ +/g, ' ')

function connectionDifferences(
  kernel: NodeKernel,
  nowMs: number,
  recorded: readonly string[],
): string[] {
  const { ipv4, ipv6 } = kernel.tracker
  const own = [...listConnections(ipv4, nowMs), ...listConnections(ipv6, nowMs)].map(withoutTimer)
  const theirs = recorded.map(withoutTimer)
  return [
    ...theirs.filter((line) => !own.includes(line)).map((line) => `recorded only: ${line}`),
    ...own.filter((line) => !theirs.includes(line)).map((line) => `emulated only: ${line}`),
  ]
}

function outputsOf({ fate, packet, emissions }: Passage): string[] {
  const where =
    fate.kind === 'departed'
      ? fate.outputInterface
      : // The recorder has no socket that would see SCTP.
        fate.kind === 'delivered' && packet.protocol !== protocolNumber.sctp
        ? 'local'
        : undefined
  return [
    ...(where === undefined ? [] : [`${where}: ${textOf(wireOf(packet))}`]),
    ...emissions.flatMap(outputsOf),
  ]
}

function wireOf(packet: Packet): WirePacket {
  return {
    proto: formatProtocol(packet.protocol) as WirePacket['proto'],
    src: formatAddress(packet.source),
    dst: formatAddress(packet.destination),
    sport: packet.sourcePort,
    dport: packet.destinationPort,
    flags: packet.tcpFlags,
    chunk: packet.sctpChunkType,
    type: packet.icmpType,
    code: packet.icmpCode,
    ...(packet.quoted === undefined ? {} : { quoted: wireOf(packet.quoted) }),
  }
}

/** Of a quoted packet the recorder kept no flags and chunks. */
function textOf(packet: WirePacket, isQuoted = false): string {
  const { proto, src, dst, sport, dport, flags, chunk, type, code, quoted } = packet
  if (proto === 'icmp' || proto === 'icmpv6')
    return `${proto} ${src} > ${dst} ${type}/${code}${quoted === undefined ? '' : ` [${textOf(quoted, true)}]`}`
  const kind = proto === 'tcp' ? ` flags ${flags}` : proto === 'sctp' ? ` chunk ${chunk}` : ''
  return `${proto} ${src}:${sport} > ${dst}:${dport}${isQuoted ? '' : kind}`
}

function packetOf(wire: WirePacket): Packet {
  const port = wire.id ?? 0
  return {
    protocol: protocolNumber[wire.proto],
    source: parseAddress(wire.src),
    destination: parseAddress(wire.dst),
    sourcePort: wire.sport ?? port,
    destinationPort: wire.dport ?? port,
    tcpFlags: wire.flags ?? 0,
    sctpChunkType: wire.chunk ?? 0,
    icmpType: wire.type ?? 0,
    icmpCode: wire.code ?? 0,
    lengthBytes: 60,
    quoted: wire.quoted === undefined ? undefined : packetOf(wire.quoted),
  }
}
