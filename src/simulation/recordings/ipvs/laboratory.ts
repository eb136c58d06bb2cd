import type { Chance } from '../../../base/chance.ts'
import type { InstantMs } from '../../../base/clock.ts'
import type { Journal } from '../../../base/journal.ts'
import { createSeededChance } from '../../../base/seeded-chance.ts'
import { IpvsEngine } from '../../../kernel/ipvs/engine.ts'
import type { IpvsKernel } from '../../../kernel/ipvs/model/settings.ts'
import { createVisits } from '../../../kernel/netfilter/visits.ts'
import { type Address, formatEndpoint } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../../packet/protocol.ts'
import type { MarkRule } from './mark-rule.ts'

/** Where a client's packet went. */
export type Arrival =
  /** To a real server, as it sees it. */
  | { readonly kind: 'server'; readonly address: Address; readonly port: number }
  /** ICMP port unreachable: no server is available. */
  | { readonly kind: 'refused' }
  /** To the director itself, which has no socket there: RST, or ICMP port unreachable. */
  | { readonly kind: 'director' }
  | { readonly kind: 'dropped' }

/** What one packet says besides where it goes. */
export interface Segment {
  readonly tcpFlags?: number
  readonly sctpChunkType?: number
}

export interface Ends {
  readonly protocol: number
  readonly client: Address
  readonly clientPort: number
  readonly virtual: Address
  readonly virtualPort: number
}

interface TrackedFlow {
  expiresMs: InstantMs
  /** Closed in both directions, or reset: a SYN begins a new entry. */
  closed: boolean
  finsSeen: number
}

/**
 * The network of tools/ipvs/probe.py in small: clients and real servers that own every address and answer on every
 * port that has a listener, and between them a director with IPVS. Knows of conntrack only what IPVS asks: whether a
 * flow's entry is older than a packet.
 */
export class Laboratory {
  readonly engine: IpvsEngine
  readonly listeners = new Set<string>()
  readonly markRules: MarkRule[] = []
  /** Set around a choice that has to follow the recorded one. */
  chance: Chance = createSeededChance(1)
  #nowMs: InstantMs = 0
  readonly #events: { atMs: InstantMs; run: () => void }[] = []
  readonly #flows = new Map<string, TrackedFlow>()
  readonly #visits = createVisits()

  constructor(kernel: Partial<IpvsKernel>) {
    this.engine = new IpvsEngine(kernel)
    this.engine.connections.onConntrackDropped = (table, slot) =>
      this.#flows.delete(
        flowKey(
          table.protocol(slot),
          formatEndpoint(table.client(slot), table.clientPort(slot)),
          formatEndpoint(table.virtual(slot), table.virtualPort(slot)),
        ),
      )
  }

  get nowMs(): InstantMs {
    return this.#nowMs
  }

  /** Something that happens by itself: a retransmission. */
  schedule(atMs: InstantMs, run: () => void): void {
    this.#events.push({ atMs, run })
  }

  /** Lets time pass, with all that happens meanwhile, until `isOver` at the latest `byMs` from now. */
  pass(byMs: number, isOver: () => boolean = () => false): void {
    const endMs = this.#nowMs + byMs
    while (!isOver()) {
      const next = this.#events.reduce<{ atMs: InstantMs; run: () => void } | undefined>(
        (first, event) => (first === undefined || event.atMs < first.atMs ? event : first),
        undefined,
      )
      if (next === undefined || next.atMs > endMs) {
        this.#moveTo(endMs)
        return
      }
      this.#events.splice(this.#events.indexOf(next), 1)
      this.#moveTo(next.atMs)
      next.run()
    }
  }

  /** A packet of a client towards a virtual server. */
  fromClient(ends: Ends, segment: Segment): Arrival {
    const packet = packetOf(ends, segment)
    const oldConntrack = this.#isTracked(packet)
    const passage = this.engine.packets.input(
      packet,
      { mark: this.#markOf(packet), local: false, oldConntrack },
      {
        nowMs: this.#nowMs,
        chance: this.chance,
        journal: undefined,
        visits: this.#visits,
      },
    )
    switch (passage.verdict) {
      case 'accept':
        return { kind: 'director' }
      case 'drop':
        return { kind: 'dropped' }
      case 'reject':
        return { kind: 'refused' }
      case 'forward':
        if (this.engine.sysctls.conntrack !== 0) this.#track(packet)
        return {
          kind: 'server',
          address: passage.server?.address ?? packet.destination,
          port: passage.serverPort,
        }
    }
  }

  /** The server that a packet would go to, by this chance; the journal takes it back. */
  tryFromClient(ends: Ends, segment: Segment, chance: Chance, journal: Journal): string | null {
    const packet = packetOf(ends, segment)
    const passage = this.engine.packets.input(
      packet,
      { mark: this.#markOf(packet), local: false, oldConntrack: this.#isTracked(packet) },
      { nowMs: this.#nowMs, chance, journal, visits: this.#visits },
    )
    if (passage.verdict !== 'forward' || passage.server === undefined) return null
    return formatEndpoint(passage.server.address, passage.serverPort)
  }

  /** A packet of a real server towards a client: true if it gets the virtual server's address on its way. */
  fromServer(ends: Ends, server: { address: Address; port: number }, segment: Segment): boolean {
    const packet: Packet = {
      ...packetOf(ends, segment),
      source: server.address,
      sourcePort: server.port,
      destination: ends.client,
      destinationPort: ends.clientPort,
    }
    const passage = this.engine.packets.output(packet, {
      nowMs: this.#nowMs,
      chance: this.chance,
      journal: undefined,
      visits: this.#visits,
    })
    if (passage.verdict === 'forward') this.#track(packetOf(ends, segment))
    return passage.verdict === 'forward'
  }

  isListening(protocol: number, { address, port }: { address: Address; port: number }): boolean {
    return this.listeners.has(listenerKey(protocol, address, port))
  }

  #moveTo(ms: InstantMs): void {
    this.#nowMs = Math.max(this.#nowMs, ms)
    this.engine.advance(this.#nowMs)
  }

  #markOf(packet: Packet): number {
    return this.markRules.reduce((mark, rule) => (rule.matches(packet) ? rule.mark : mark), 0)
  }

  #isTracked(packet: Packet): boolean {
    const flow = this.#flows.get(flowOf(packet))
    if (flow === undefined || flow.expiresMs <= this.#nowMs) return false
    // A SYN on a closed entry removes that entry and makes a new one (nf_conntrack_proto_tcp.c).
    return !(flow.closed && (packet.tcpFlags & tcpFlag.syn) !== 0)
  }

  #track(packet: Packet): void {
    const flow =
      (this.#isTracked(packet) ? this.#flows.get(flowOf(packet)) : undefined) ??
      ({ expiresMs: 0, closed: false, finsSeen: 0 } satisfies TrackedFlow)
    if ((packet.tcpFlags & tcpFlag.fin) !== 0) flow.finsSeen += 1
    flow.closed ||= (packet.tcpFlags & tcpFlag.rst) !== 0 || flow.finsSeen > 1
    const seconds = packet.protocol === protocolNumber.tcp ? (flow.closed ? 120 : 432_000) : 120
    flow.expiresMs = this.#nowMs + seconds * 1000
    this.#flows.set(flowOf(packet), flow)
  }
}

export function listenerKey(protocol: number, address: Address, port: number): string {
  return `${protocol} ${typeof address} ${port}`
}

function packetOf(ends: Ends, segment: Segment): Packet {
  return {
    protocol: ends.protocol,
    source: ends.client,
    sourcePort: ends.clientPort,
    destination: ends.virtual,
    destinationPort: ends.virtualPort,
    tcpFlags: segment.tcpFlags ?? 0,
    sctpChunkType: segment.sctpChunkType ?? 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
  }
}

function flowOf(packet: Packet): string {
  return flowKey(
    packet.protocol,
    formatEndpoint(packet.source, packet.sourcePort),
    formatEndpoint(packet.destination, packet.destinationPort),
  )
}

function flowKey(protocol: number, client: string, virtual: string): string {
  return `${protocol} ${client} ${virtual}`
}
