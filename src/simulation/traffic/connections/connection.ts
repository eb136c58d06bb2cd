import type { InstantMs } from '../../../base/clock.ts'
import type { Timer } from '../../../base/timeline.ts'
import type { Address, Ipv4 } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { LivingPod, PodEnd } from '../../cluster/living-pod.ts'
import type { FailureReason } from '../../events/run-event.ts'
import type { ArrivedDelivery, Loss, Station } from '../../network/delivery.ts'
import type { ConnectionEnds, Sender } from '../clients/sender.ts'
import type { PortGiver } from '../clients/source-ports.ts'
import type { TrafficCounts } from '../traffic-counts.ts'
import type { TrafficWorld } from '../traffic-world.ts'
import { tellAstray, tellChosen, tellEnded, tellOpened } from './connection-events.ts'
import { isSameStation } from './stations.ts'

export type Outcome = 'completed' | FailureReason

/** Who has connections opened, and hears of their ends. */
export interface ConnectionOwner {
  readonly traffic: string
  readonly client: string
  readonly counts: TrafficCounts
  ended(connection: Connection, outcome: Outcome): void
}

export const never = Number.POSITIVE_INFINITY
const outside: Station = { kind: 'outside' }
const noAddress = 0 as Ipv4

/**
 * One connection of a client (or what one socket of it exchanges), and its other end. Objects are used for one
 * connection after another. A connection plays as far as it can at once, and parks until something is due.
 */
export abstract class Connection implements ConnectionEnds {
  /** Of the run's connections; a retry has a new one. */
  number = 0
  /** So many connections failed before, of which this one is a retry. */
  retry = 0
  /** What its owner knows it by. */
  worker = 0
  source: Address = noAddress
  sourcePort = 0
  destination: Address = noAddress
  destinationPort = 0
  abstract readonly protocol: number
  readonly owner: ConnectionOwner
  protected readonly world: TrafficWorld
  protected sender: Sender | undefined
  #ports: PortGiver | undefined
  protected station: Station = outside
  protected openedAtMs: InstantMs = 0
  /** The other end, as it sees the connection; undefined: nobody has received anything yet. */
  protected server: Station | undefined
  protected backend: Address = noAddress
  protected backendPort = 0
  protected seen: Address = noAddress
  protected seenPort = 0
  /** Where the last packet towards the server was lost; undefined: it came there. */
  protected loss: Loss | undefined
  /** What became of the last packet towards the client; undefined: it came there. */
  protected answerLoss: string | undefined
  protected isOver = true
  #timer: Timer | undefined
  #watchedClient: LivingPod | undefined
  #watchedServer: LivingPod | undefined
  readonly #wake = (): void => {
    this.#timer = undefined
    this.play()
  }

  constructor(world: TrafficWorld, owner: ConnectionOwner) {
    this.world = world
    this.owner = owner
  }

  /** The processes of a pod at one of its ends have ended. */
  abstract podEnded(pod: LivingPod, how: PodEnd): void

  /** Goes on; false: it waits, or is over. */
  protected abstract step(): boolean

  /** Plays it from the beginning, its ends and `retry` being set. `ports`: where its source port goes back to. */
  open(sender: Sender, ports: PortGiver): void {
    this.#stand(sender, ports)
    this.begin()
    this.play()
  }

  /** It is over before anything was sent. */
  refuse(sender: Sender, detail: string): void {
    this.sourcePort = 0
    this.#stand(sender, undefined)
    this.finish('not-sent', detail, this.openedAtMs)
  }

  #stand(sender: Sender, ports: PortGiver | undefined): void {
    const { world, owner } = this
    this.sender = sender
    this.#ports = ports
    this.station = sender.station
    this.server = undefined
    this.loss = undefined
    this.answerLoss = undefined
    this.isOver = false
    this.openedAtMs = world.timeline.nowMs()
    world.connectionNumber += 1
    this.number = world.connectionNumber
    owner.counts.opened += 1
    sender.openSocket(this.protocol, this)
    if (world.events.isObserved) tellOpened(world, owner, this)
  }

  protected abstract begin(): void

  protected play(): void {
    while (!this.isOver && this.step());
  }

  /** True: time has moved there, go on. False: parked until then. */
  protected waitUntil(atMs: InstantMs): boolean {
    const { timeline } = this.world
    if (atMs !== never && timeline.advance(atMs)) return true
    this.#timer?.cancel()
    this.#timer = atMs === never ? undefined : timeline.at(atMs, this.#wake)
    this.#watch()
    return false
  }

  protected finish(outcome: Outcome, detail: string, portFreeAtMs: InstantMs): void {
    const { world, owner, sender } = this
    const { counts } = owner
    this.isOver = true
    this.#timer?.cancel()
    this.#timer = undefined
    this.#unwatch()
    sender?.closeSocket(this)
    this.#ports?.give(this.sourcePort, portFreeAtMs)
    if (outcome === 'completed') counts.completed += 1
    else counts.failed[outcome] += 1
    if (world.events.isObserved)
      tellEnded(
        world,
        this.number,
        outcome,
        detail,
        world.timeline.nowMs() - this.openedAtMs,
        this.loss,
      )
    owner.ended(this, outcome)
  }

  /** The request that was sent at this time has its answer. */
  protected countAnswer(sentAtMs: InstantMs): void {
    const { world } = this
    const { counts } = this.owner
    const atMs = world.timeline.nowMs()
    const tookMs = atMs - sentAtMs
    counts.requestsAnswered += 1
    counts.answerMsSum += tookMs
    if (tookMs > counts.answerMsMax) counts.answerMsMax = tookMs
    if (world.events.isObserved)
      world.events.emit({ kind: 'request-answered', atMs, connection: this.number, tookMs })
  }

  /** The world's packet, from the client towards where it connected to. */
  protected packetToServer(payloadBytes: number): Packet {
    const { packet } = this.world
    packet.source = this.source
    packet.sourcePort = this.sourcePort
    packet.destination = this.destination
    packet.destinationPort = this.destinationPort
    return this.#blank(packet, payloadBytes)
  }

  /** The world's packet, from the server towards whom it sees. */
  protected packetToClient(payloadBytes: number): Packet {
    const { packet } = this.world
    packet.source = this.backend
    packet.sourcePort = this.backendPort
    packet.destination = this.seen
    packet.destinationPort = this.seenPort
    return this.#blank(packet, payloadBytes)
  }

  /** Whether a packet came to the server as the server knows the connection. */
  protected isAtServer(at: Station, packet: Packet): boolean {
    return (
      this.server !== undefined &&
      packet.destination === this.backend &&
      packet.source === this.seen &&
      packet.sourcePort === this.seenPort &&
      packet.destinationPort === this.backendPort &&
      isSameStation(at, this.server)
    )
  }

  /** Whether a packet came to the client, and from whom it connected to. */
  protected isAtClient(at: Station, packet: Packet): boolean {
    return (
      packet.source === this.destination &&
      packet.destination === this.source &&
      packet.destinationPort === this.sourcePort &&
      packet.sourcePort === this.destinationPort &&
      isSameStation(at, this.station)
    )
  }

  /** Whoever received a packet is the server from now on. */
  protected chooseServer(arrival: ArrivedDelivery): void {
    const { at, packet } = arrival
    this.server = at
    this.backend = packet.destination
    this.backendPort = packet.destinationPort
    this.seen = packet.source
    this.seenPort = packet.sourcePort
    if (this.world.events.isObserved) tellChosen(this.world, this.number, arrival)
  }

  /** An answer came to somebody, but not to the client as from whom it asked. */
  protected answerWentAstray(arrival: ArrivedDelivery): void {
    if (this.world.events.isObserved) tellAstray(this.world, this.number, arrival)
  }

  /** A packet of this connection's protocol, otherwise with nothing in it. */
  #blank(packet: Packet, payloadBytes: number): Packet {
    packet.protocol = this.protocol
    packet.tcpFlags = 0
    packet.sctpChunkType = 0
    packet.icmpType = 0
    packet.icmpCode = 0
    packet.quoted = undefined
    packet.lengthBytes = (typeof packet.source === 'number' ? 20 : 40) + payloadBytes
    return packet
  }

  #watch(): void {
    const { station, server, world } = this
    if (station.kind === 'pod' && this.#watchedClient === undefined) {
      this.#watchedClient = station.pod
      world.watch(station.pod, this)
    }
    const pod = server?.kind === 'pod' ? server.pod : undefined
    if (pod === this.#watchedServer || pod === undefined) return
    if (this.#watchedServer !== undefined) world.unwatch(this.#watchedServer, this)
    this.#watchedServer = pod
    world.watch(pod, this)
  }

  #unwatch(): void {
    if (this.#watchedClient !== undefined) this.world.unwatch(this.#watchedClient, this)
    if (this.#watchedServer !== undefined) this.world.unwatch(this.#watchedServer, this)
    this.#watchedClient = undefined
    this.#watchedServer = undefined
  }
}
