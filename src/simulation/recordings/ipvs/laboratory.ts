import type { Chance } from '../../../base/chance.ts'
import type { InstantMs } from '../../../base/clock.ts'
import type { Journal } from '../../../base/journal.ts'
import { createSeededChance } from '../../../base/seeded-chance.ts'
import { IpvsEngine } from '../../../kernel/ipvs/engine.ts'
import type { IpvsKernel } from '../../../kernel/ipvs/model/settings.ts'
import { createVisits } from '../../../kernel/netfilter/visits.ts'
import { type Address, formatEndpoint } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
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
  /** The client is on the director itself. */
  readonly local?: boolean
}

/**
 * icmp_ratelimit (1 s) and XRLIM_BURST_FACTOR (6): how many ICMP errors one client gets (net/ipv4/icmp.c). ICMPv6 gives
 * more to those behind wide prefixes: a sixteenth of a second, in ticks, by the default route (icmpv6_xrlim_allow).
 */
const icmpPeriodMs = 1000
const icmpv6PeriodMs = 60
const icmpBurst = 6

/**
 * The network of tools/ipvs/probe.py in small: clients and real servers that own every address and answer on every
 * port that has a listener, and between them a director with IPVS. Conntrack is not at work there: no rule of the
 * director asks for it, so its hooks are not registered, whatever net.ipv4.vs.conntrack says.
 */
export class Laboratory {
  readonly engine: IpvsEngine
  readonly listeners = new Set<string>()
  readonly markRules: MarkRule[] = []
  /** Set around a choice that has to follow the recorded one. */
  chance: Chance = createSeededChance(1)
  #nowMs: InstantMs = 0
  readonly #events: { atMs: InstantMs; run: () => void }[] = []
  readonly #icmpTokens = new Map<Address, { ms: number; atMs: InstantMs }>()
  readonly #visits = createVisits()

  constructor(kernel: Partial<IpvsKernel>) {
    this.engine = new IpvsEngine({ ...kernel, nodestDelayTicks: 1 })
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
    const { local = false } = ends
    const passage = this.engine.packets.input(
      packet,
      { mark: local ? 0 : this.#markOf(packet), local, conntrack: 'none' },
      {
        nowMs: this.#nowMs,
        chance: this.chance,
        journal: undefined,
        visits: this.#visits,
      },
    )
    switch (passage.verdict) {
      case 'accept':
        return packet.protocol === protocolNumber.udp && !this.#icmpAllowed(ends)
          ? { kind: 'dropped' }
          : { kind: 'director' }
      case 'drop':
        return { kind: 'dropped' }
      case 'reject':
        return this.#icmpAllowed(ends) ? { kind: 'refused' } : { kind: 'dropped' }
      case 'forward':
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
      { mark: this.#markOf(packet), local: false, conntrack: 'none' },
      { nowMs: this.#nowMs, chance, journal, visits: this.#visits },
    )
    if (passage.verdict !== 'forward' || passage.server === undefined) return null
    return formatEndpoint(passage.server.address, passage.serverPort)
  }

  /** A packet of a real server towards a client: the virtual address and port that it gets; undefined: it keeps its own. */
  fromServer(
    ends: Ends,
    server: { address: Address; port: number },
    segment: Segment,
  ): { address: Address; port: number } | undefined {
    const packet = answerOf(ends, server, segment)
    const { verdict, table, slot } = this.engine.packets.output(packet, {
      nowMs: this.#nowMs,
      chance: this.chance,
      journal: undefined,
      visits: this.#visits,
    })
    if (verdict !== 'forward') return undefined
    return { address: table.virtual(slot), port: table.virtualPort(slot) }
  }

  /** Whether a server's ICMP error finds its way back to the client: by the connection (ip_vs_out_icmp). */
  translatesErrors(ends: Ends, server: { address: Address; port: number }): boolean {
    return this.engine.packets.findAnswered(answerOf(ends, server, {})) >= 0
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

  /** About six in a row, then one a period, each client by itself (inet_peer_xrlim_allow); over lo any number. */
  #icmpAllowed({ client, local = false }: Ends): boolean {
    if (local) return true
    const before = this.#icmpTokens.get(client)
    const periodMs = typeof client === 'number' ? icmpPeriodMs : icmpv6PeriodMs
    const full = periodMs * icmpBurst
    const ms = before === undefined ? full : Math.min(full, before.ms + this.#nowMs - before.atMs)
    const allowed = ms >= periodMs
    this.#icmpTokens.set(client, { ms: allowed ? ms - periodMs : ms, atMs: this.#nowMs })
    return allowed
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

function answerOf(
  ends: Ends,
  server: { address: Address; port: number },
  segment: Segment,
): Packet {
  return {
    ...packetOf(ends, segment),
    source: server.address,
    sourcePort: server.port,
    destination: ends.client,
    destinationPort: ends.clientPort,
  }
}
