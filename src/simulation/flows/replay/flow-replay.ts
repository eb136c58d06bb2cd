import { invariant } from '../../../base/invariant.ts'
import { Timeline } from '../../../base/timeline.ts'
import type { KubernetesObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Address, Family } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import { formatProtocol, protocolNumber } from '../../../packet/protocol.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import { AddressBook } from '../../address-book.ts'
import type { End, Segment } from '../../exchange-packets.ts'
import type { BadRecords } from '../bad-records.ts'
import type { RecordedEvent, RecordedFlow } from '../recorded-event.ts'
import { type ClientStation, ClientStations } from './client-stations.ts'
import { closeFlow, openFlow, openingOf } from './conversation-segments.ts'
import { isFromServer, isInMidStream, isStray, packetSegment } from './first-packet.ts'
import {
  FlowTable,
  flowKey,
  followTcp,
  isOver,
  isReopening,
  type TrackedFlow,
} from './flow-table.ts'
import type { TallyRow } from './replay-tally.ts'
import { ReplayWorld } from './replay-world.ts'
import { ServiceAddresses } from './service-addresses.ts'
import { StillCluster } from './still-cluster.ts'

export interface FlowReplayOptions {
  /** One a mode. */
  readonly configurations: readonly ProxyConfiguration[]
  readonly families?: readonly Family[]
  readonly seed: number
  /** Addresses of the recording that mean others in the cluster. */
  readonly map: ReadonlyMap<Address, Address>
}

/** What the recording held, and what each mode made of it. */
export interface FlowReplayResult {
  readonly flows: number
  readonly packets: number
  readonly bytes: number
  /** `tcp` → flows. */
  readonly protocols: ReadonlyMap<string, number>
  /** Where flows came from. */
  readonly clients: ReadonlyMap<ClientStation['kind'], number>
  /** Since 1970; undefined: nobody noted when. */
  readonly firstMs: number | undefined
  readonly lastMs: number | undefined
  /** Flows that were open before the recording began; played as if they had begun there. */
  readonly midStream: number
  /** Flows that were still open when there was no more room to follow them. */
  readonly forgotten: number
  readonly modes: readonly { readonly mode: string; readonly rows: readonly TallyRow[] }[]
}

/** How long after the one before a flow begins whose time nobody noted. */
const betweenUntimedMs = 1

/**
 * Plays a recording's flows through one cluster, in several modes side by side, in one pass: what is held is the
 * flows that are open, not the recording. Every packet passes the kernels on its way; of flows that were only
 * noted, the packets that open and close them do.
 */
export class FlowReplay {
  readonly #timeline = new Timeline()
  readonly #worlds: readonly ReplayWorld[]
  readonly #services: ServiceAddresses
  readonly #clients: ClientStations
  readonly #records: BadRecords
  readonly #map: ReadonlyMap<Address, Address>
  readonly #table: FlowTable
  readonly #protocols = new Map<string, number>()
  readonly #clientCounts = new Map<ClientStation['kind'], number>()
  #firstMs: number | undefined = undefined
  #lastMs: number | undefined = undefined
  #flows = 0
  #packets = 0
  #bytes = 0
  #midStream = 0

  constructor(
    objects: readonly KubernetesObject[],
    { configurations, families, seed, map }: FlowReplayOptions,
    records: BadRecords,
  ) {
    const book = AddressBook.of(objects)
    const clusters = configurations.map(
      (configuration) => new StillCluster(objects, configuration, families),
    )
    this.#worlds = clusters.map((cluster, index) => {
      const mode = configurations[index]?.mode ?? 'iptables'
      return new ReplayWorld(mode, cluster, book, this.#timeline, seed)
    })
    this.#services = new ServiceAddresses(objects)
    const [first] = clusters
    invariant(first !== undefined, 'there is a mode')
    this.#clients = new ClientStations(first, objects, (guest) => {
      for (const world of this.#worlds) world.addGuest(guest)
    })
    this.#map = map
    this.#records = records
    this.#table = new FlowTable((flow) => this.#close(flow))
  }

  get flowCount(): number {
    return this.#flows
  }

  take(event: RecordedEvent): void {
    switch (event.kind) {
      case 'packet':
        this.#takePacket(event.packet, this.#moveTo(event.atMs))
        break
      case 'flow':
        this.#takeFlow(event.flow, this.#moveTo(event.flow.atMs))
        break
      case 'flow-ended':
        this.#takeEnd(event.flow, this.#moveTo(event.flow.atMs))
        break
    }
  }

  /** Flows that have an end come to it. */
  finish(): FlowReplayResult {
    while (this.#timeline.step()) {}
    return {
      flows: this.#flows,
      packets: this.#packets,
      bytes: this.#bytes,
      protocols: this.#protocols,
      clients: this.#clientCounts,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      midStream: this.#midStream,
      forgotten: this.#table.forgotten,
      modes: this.#worlds.map(({ mode, tally }) => ({ mode, rows: tally.rows })),
    }
  }

  /** Virtual time begins with the recording, and never goes back. */
  #moveTo(atMs: number | undefined): number {
    if (atMs === undefined) this.#timeline.runTo(this.#timeline.nowMs() + betweenUntimedMs)
    else {
      this.#firstMs ??= atMs - this.#timeline.nowMs()
      this.#lastMs = Math.max(this.#lastMs ?? atMs, atMs)
      this.#timeline.runTo(atMs - this.#firstMs)
    }
    return this.#timeline.nowMs()
  }

  #takePacket(packet: Packet, nowMs: number): void {
    const source = this.#mapped({ address: packet.source, port: packet.sourcePort })
    const destination = this.#mapped({ address: packet.destination, port: packet.destinationPort })
    const { protocol } = packet
    const forward = this.#current(flowKey(protocol, source, destination), nowMs)
    const backward =
      forward === undefined
        ? this.#current(flowKey(protocol, destination, source), nowMs)
        : undefined
    const known = forward ?? backward
    const isKnown = known !== undefined && !(backward === undefined && isReopening(known, packet))
    if (!isKnown && isStray(packet)) {
      this.#records.skip('stray')
      return
    }
    const turned = !isKnown && isFromServer(packet, source, destination, this.#services)
    const flow = isKnown
      ? known
      : turned
        ? this.#open(protocol, destination, source, nowMs)
        : this.#open(protocol, source, destination, nowMs)
    const isMidStream = !isKnown && isInMidStream(packet)
    if (isMidStream) this.#handshake(flow)
    const isReply = isKnown ? flow === backward : turned
    flow.lastMs = nowMs
    this.#count(flow, 1, packet.lengthBytes)
    if (protocol === protocolNumber.tcp) followTcp(flow, packet.tcpFlags, isReply)
    if (isKnown || turned || isMidStream) this.#pass(flow, isReply, packetSegment(packet))
  }

  /** The flow that stands there and is not over. */
  #current(key: string, nowMs: number): TrackedFlow | undefined {
    const flow = this.#table.find(key)
    if (flow === undefined || !isOver(flow, nowMs)) return flow
    this.#table.remove(flow)
    return undefined
  }

  #takeFlow(recorded: RecordedFlow, nowMs: number): void {
    const { protocol, packets, bytes, durationMs, isKnown = false } = recorded
    const source = this.#mapped(recorded.source)
    const destination = this.#mapped(recorded.destination)
    if (isKnown && this.#table.find(flowKey(protocol, source, destination)) !== undefined) return
    if (isKnown) this.#midStream += 1
    const flow = this.#open(protocol, source, destination, nowMs)
    openFlow(protocol, (isReply, segment) => this.#pass(flow, isReply, segment))
    this.#count(flow, packets, bytes)
    if (durationMs !== undefined)
      this.#timeline.after(durationMs, () => {
        this.#end(flow)
      })
  }

  /** It was open before the recording began: it opens here. */
  #handshake(flow: TrackedFlow): void {
    this.#midStream += 1
    openFlow(flow.protocol, (isReply, segment) => this.#pass(flow, isReply, segment))
  }

  #takeEnd(recorded: RecordedFlow, nowMs: number): void {
    const { protocol, packets, bytes } = recorded
    const source = this.#mapped(recorded.source)
    const destination = this.#mapped(recorded.destination)
    const known = this.#table.find(flowKey(protocol, source, destination))
    if (known === undefined) {
      this.#takeFlow({ ...recorded, durationMs: undefined, isKnown: true }, nowMs)
      const opened = this.#table.find(flowKey(protocol, source, destination))
      if (opened !== undefined) this.#end(opened)
      return
    }
    this.#count(known, packets, bytes)
    this.#end(known)
  }

  #end(flow: TrackedFlow): void {
    if (this.#table.find(flow.key) !== flow) return
    closeFlow(flow.protocol, (isReply, segment) => this.#pass(flow, isReply, segment))
    this.#table.remove(flow)
  }

  #open(protocol: number, source: End, destination: End, nowMs: number): TrackedFlow {
    const client = this.#clients.at(source.address)
    const opened = {
      protocol,
      source,
      destination,
      from: client.station,
      service: this.#services.serviceAt(protocol, destination),
    }
    const opening = openingOf(protocol)
    const played = this.#worlds.map((world) => world.open(opened, opening))
    const key = flowKey(protocol, source, destination)
    const flow = { ...opened, key, played, lastMs: nowMs, finished: 0 }
    this.#table.add(flow)
    this.#flows += 1
    increase(this.#protocols, formatProtocol(protocol))
    increase(this.#clientCounts, client.kind)
    return flow
  }

  #pass(flow: TrackedFlow, isReply: boolean, segment: Segment): void {
    for (const [index, world] of this.#worlds.entries()) {
      const played = flow.played[index]
      if (played !== undefined) world.pass(flow, played, isReply, segment)
    }
  }

  #count(flow: TrackedFlow, packets: number, bytes: number): void {
    this.#packets += packets
    this.#bytes += bytes
    for (const [index, world] of this.#worlds.entries()) {
      const played = flow.played[index]
      if (played !== undefined) world.count(played, packets, bytes)
    }
  }

  #close(flow: TrackedFlow): void {
    for (const [index, world] of this.#worlds.entries()) {
      const played = flow.played[index]
      if (played !== undefined) world.close(flow, played)
    }
  }

  #mapped(end: End): End {
    if (this.#map.size === 0) return end
    const address = this.#map.get(end.address)
    return address === undefined ? end : { address, port: end.port }
  }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
