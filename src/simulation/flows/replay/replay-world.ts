import { createSeededChance } from '../../../base/seeded-chance.ts'
import type { Timeline } from '../../../base/timeline.ts'
import type { LocalSocket } from '../../../kernel/local-sockets.ts'
import type { Packet } from '../../../packet/packet.ts'
import { protocolNumber } from '../../../packet/protocol.ts'
import type { ProxyMode } from '../../../proxy/configuration.ts'
import type { AddressBook } from '../../address-book.ts'
import type { LivingPod } from '../../cluster/living-pod.ts'
import { type End, type Segment, segmentPacket } from '../../exchange-packets.ts'
import { ClusterNetwork } from '../../network/cluster-network.ts'
import type { Delivery, Station } from '../../network/delivery.ts'
import { describeLoss, ReplayTally, type TallyRow } from './replay-tally.ts'
import type { StillCluster } from './still-cluster.ts'

/** A flow as a client opens it. */
export interface OpenedFlow {
  readonly protocol: number
  readonly source: End
  readonly destination: End
  readonly from: Station
  /** Undefined: to no Service. */
  readonly service: string | undefined
}

/** What one mode made of a flow. */
export interface WorldFlow {
  row: TallyRow
  /** Undefined: it reached nobody. */
  readonly backend:
    | { readonly at: Station; readonly end: End; readonly seenSource: End }
    | undefined
  isAnswered: boolean
  /** What was counted in its row so far. */
  packets: number
  bytes: number
  readonly socket: LocalSocket | undefined
}

/** One cluster in one mode, through which flows pass. */
export class ReplayWorld {
  readonly mode: ProxyMode
  readonly tally: ReplayTally
  readonly #cluster: StillCluster
  readonly #network: ClusterNetwork

  constructor(
    mode: ProxyMode,
    cluster: StillCluster,
    book: AddressBook,
    timeline: Timeline,
    seed: number,
  ) {
    this.mode = mode
    this.tally = new ReplayTally(book)
    this.#cluster = cluster
    this.#network = new ClusterNetwork(cluster, timeline, createSeededChance(seed))
  }

  addGuest(pod: LivingPod): void {
    this.#network.addGuest(pod)
  }

  /** Passes its first packet. */
  open(flow: OpenedFlow, opening: Segment): WorldFlow {
    const socket = this.#openSocket(flow)
    const packet = segmentPacket(flow.protocol, flow.source, flow.destination, opening)
    const delivery = this.#network.send(packet, flow.from)
    const row = this.#rowOf(flow, delivery)
    row.flows += 1
    const begun = { row, isAnswered: false, packets: 0, bytes: 0, socket }
    if (delivery.kind === 'lost') return { ...begun, backend: undefined }
    const { source, sourcePort, destination, destinationPort } = packet
    const backend = {
      at: delivery.at,
      end: { address: destination, port: destinationPort },
      seenSource: { address: source, port: sourcePort },
    }
    return { ...begun, backend }
  }

  count(played: WorldFlow, packets: number, bytes: number): void {
    played.packets += packets
    played.bytes += bytes
    played.row.packets += packets
    played.row.bytes += bytes
  }

  /** Passes another packet of it. The first answer has to come back to the client as one. */
  pass(flow: OpenedFlow, played: WorldFlow, isReply: boolean, segment: Segment): void {
    const { backend } = played
    if (backend === undefined) return
    if (!isReply) {
      this.#network.send(
        segmentPacket(flow.protocol, flow.source, flow.destination, segment),
        flow.from,
      )
      return
    }
    const packet = segmentPacket(flow.protocol, backend.end, backend.seenSource, segment)
    const delivery = this.#network.send(packet, backend.at)
    if (played.isAnswered) return
    played.isAnswered = true
    if (!isAnswer(flow, packet, delivery)) this.#moveToUnanswered(flow, played)
  }

  close({ from }: OpenedFlow, { socket }: WorldFlow): void {
    if (socket !== undefined && from.kind === 'node')
      this.#cluster.nodes.get(from.node)?.emulated.kernel.sockets.close(socket)
  }

  #rowOf({ service, destination: asked }: OpenedFlow, delivery: Delivery): TallyRow {
    if (delivery.kind === 'lost') {
      const { outcome, name } = describeLoss(delivery.loss)
      return this.tally.ended(service, outcome, name)
    }
    const { destination, destinationPort } = delivery.packet
    const isUntranslated = destination === asked.address && destinationPort === asked.port
    if (service !== undefined && isUntranslated && delivery.at.kind === 'outside')
      return this.tally.ended(
        service,
        'passed',
        'outside the cluster: no node took it for the Service',
      )
    if (service !== undefined) return this.tally.reached(service, destination, destinationPort)
    return this.tally.ended(undefined, 'passed', places[delivery.at.kind])
  }

  #moveToUnanswered({ service }: OpenedFlow, played: WorldFlow): void {
    const { row, packets, bytes } = played
    const other = this.tally.ended(service, 'unanswered', 'the answer does not come back as one')
    for (const [from, sign] of [
      [row, -1],
      [other, 1],
    ] as const) {
      from.flows += sign
      from.packets += sign * packets
      from.bytes += sign * bytes
    }
    played.row = other
  }

  /** A process of a node takes answers by its socket. */
  #openSocket({ from, protocol, source, destination }: OpenedFlow): LocalSocket | undefined {
    if (from.kind !== 'node') return undefined
    const socket: LocalSocket = {
      protocol,
      address: source.address,
      port: source.port,
      ...(protocol === protocolNumber.tcp
        ? { remoteAddress: destination.address, remotePort: destination.port }
        : {}),
    }
    this.#cluster.nodes.get(from.node)?.emulated.kernel.sockets.open(socket)
    return socket
  }
}

const places: Readonly<Record<Station['kind'], string>> = {
  pod: 'pods, by their own addresses',
  node: 'nodes themselves',
  outside: 'outside the cluster',
}

function isAnswer(
  { from, source, destination }: OpenedFlow,
  packet: Packet,
  delivery: Delivery,
): boolean {
  return (
    delivery.kind === 'arrived' &&
    delivery.at.kind === from.kind &&
    packet.source === destination.address &&
    packet.sourcePort === destination.port &&
    packet.destination === source.address &&
    packet.destinationPort === source.port
  )
}
