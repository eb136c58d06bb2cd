import type { Chance } from '../../base/chance.ts'
import { ChanceStreams } from '../../base/chance-streams.ts'
import type { InstantMs } from '../../base/clock.ts'
import { invariant } from '../../base/invariant.ts'
import type { Timeline } from '../../base/timeline.ts'
import { Departure } from '../../kernel/departure.ts'
import { reportLinkFailure } from '../../kernel/link-failure.ts'
import type { Fate, Passage } from '../../kernel/passage.ts'
import type { Address } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import type { LivingPod } from '../cluster/living-pod.ts'
import { podBridgeName, uplinkName } from '../node/node-network.ts'
import type { Delivery, Loss, Station } from './delivery.ts'
import { DeliverySlip } from './delivery-slip.ts'
import { Injections } from './injections.ts'
import { NetworkNode } from './network-node.ts'
import { defaultNetworkSettings, type NetworkSettings } from './network-settings.ts'
import type { NetworkView } from './network-view.ts'
import { OutsideNetwork } from './outside-network.ts'
import { createPacketCounts } from './packet-counts.ts'
import { PodStations } from './pod-stations.ts'

const outside: Station = { kind: 'outside' }
/** A packet that nodes and routers send round in circles ends, as its time to live would. */
const hopsMax = 16
const insertFailed = 'a race of two packets: insert_failed'

/**
 * Nodes, pods and the outside as packets see them: a packet passes every kernel on its way, at one instant. What
 * nodes send in answer (ICMP errors, resets) is passed back the same way.
 */
export class ClusterNetwork {
  readonly counts = createPacketCounts()
  readonly injections: Injections
  readonly #cluster: NetworkView
  readonly #timeline: Timeline
  readonly #settings: NetworkSettings
  readonly #streams: ChanceStreams
  readonly #nodes = new Map<string, NetworkNode>()
  readonly #pods: PodStations
  readonly #outside: OutsideNetwork
  readonly #slip = new DeliverySlip()
  readonly #answerSlip = new DeliverySlip()
  /** The pod that sent what is on its way; undefined: somebody else did. */
  #sender: LivingPod | undefined = undefined

  constructor(
    cluster: NetworkView,
    timeline: Timeline,
    chance: Chance,
    settings: NetworkSettings = defaultNetworkSettings,
  ) {
    this.#cluster = cluster
    this.#timeline = timeline
    this.#settings = settings
    this.#streams = new ChanceStreams(chance)
    this.injections = new Injections(this.#streams.of('injections'))
    this.#pods = new PodStations(cluster)
    this.#outside = new OutsideNetwork(cluster, settings)
  }

  /** A pod of which no object tells: a client that a scenario puts on a node. */
  addGuest(pod: LivingPod): void {
    this.#pods.addGuest(pod)
  }

  /** A pod of the cluster or a guest has it. */
  isTaken(address: Address): boolean {
    return this.#pods.at(address) !== undefined
  }

  /**
   * Sends a packet, which is changed on its way. The delivery is good until the next packet is sent: it is
   * written into the same object every time.
   */
  send(packet: Packet, from: Station): Delivery {
    this.#slip.begin()
    this.counts.sent += 1
    switch (from.kind) {
      case 'pod':
        if (from.pod.hostNetwork) return this.#sendFromNode(packet, from.pod.node)
        return this.#sendFromPod(packet, from.pod)
      case 'node':
        return this.#sendFromNode(packet, from.node)
      case 'outside':
        this.#sender = undefined
        return this.#route(packet, from.zone, 0, this.#slip)
    }
  }

  /** What a node tells the sender of a packet, as it was when it was lost, once nobody on the link has answered. */
  reportUnreachable(packet: Packet, nodeName: string): Delivery {
    this.#slip.begin()
    const node = this.#nodeOf(nodeName)
    const report = reportLinkFailure(node.kernel, packet, node.momentAt(this.#timeline.nowMs()))
    if (report !== undefined && !node.isLost) this.#carryBack(node, report)
    return this.#slip.lost(packet, { kind: 'no-listener', node: nodeName })
  }

  /** Its conntrack takes segments out of the TCP window for valid. */
  isTcpLiberal(nodeName: string): boolean {
    const value = this.#nodeOf(nodeName).kernel.sysctl('net.netfilter.nf_conntrack_tcp_be_liberal')
    return value !== undefined && value !== '0'
  }

  #sendFromPod(packet: Packet, pod: LivingPod): Delivery {
    this.#sender = pod
    return this.#enter(packet, this.#nodeOf(pod.node), podBridgeName, 0, this.#slip)
  }

  #sendFromNode(packet: Packet, nodeName: string): Delivery {
    this.#sender = undefined
    const node = this.#nodeOf(nodeName)
    if (node.isLost) return this.#lose(packet, { kind: 'node-lost', node: nodeName }, this.#slip)
    this.#slip.pass(nodeName)
    const passage = node.kernel.send(packet, node.momentAt(this.#timeline.nowMs()))
    return this.#afterNode(node, passage, 0, this.#slip)
  }

  /** Into a node by one of its interfaces, and on from there. */
  #enter(
    packet: Packet,
    node: NetworkNode,
    inputInterface: string,
    hops: number,
    slip: DeliverySlip,
  ): Delivery {
    if (node.isLost) return this.#lose(packet, { kind: 'node-lost', node: node.name }, slip)
    slip.pass(node.name)
    const nowMs = this.#timeline.nowMs()
    if (!this.injections.isEmpty && this.#losesRace(packet, node, nowMs))
      return this.#lose(packet, { kind: 'injected', node: node.name, reason: insertFailed }, slip)
    const passage = node.kernel.receive(packet, inputInterface, node.momentAt(nowMs))
    return this.#afterNode(node, passage, hops, slip)
  }

  #afterNode(node: NetworkNode, passage: Passage, hops: number, slip: DeliverySlip): Delivery {
    const { packet, emissions } = passage
    if (emissions.length > 0) for (const emission of emissions) this.#carryBack(node, emission)
    if (passage instanceof Departure) return this.#afterDeparture(node, passage, hops, slip)
    const { fate } = passage
    invariant(fate.kind !== 'departed', 'what leaves a node is a Departure')
    if (fate.kind === 'delivered' && fate.accepted)
      return this.#arrive(packet, { kind: 'node', node: node.name }, slip)
    return this.#lose(packet, lossAt(node.name, fate), slip)
  }

  #afterDeparture(
    node: NetworkNode,
    { packet, outputInterface, nextHop }: Departure,
    hops: number,
    slip: DeliverySlip,
  ): Delivery {
    if (outputInterface === podBridgeName) return this.#toPod(node, packet, slip)
    if (outputInterface === uplinkName) return this.#toNextHop(packet, nextHop, hops, slip)
    return this.#loseTo(nextHop, `sent by ${outputInterface}, where nobody is`, packet, slip)
  }

  #toPod(node: NetworkNode, packet: Packet, slip: DeliverySlip): Delivery {
    const { destination } = packet
    const station = this.#pods.at(destination)
    if (station === undefined || station.pod.node !== node.name) {
      const toldAtMs =
        this.#settings.gonePods === 'blackhole'
          ? undefined
          : node.neighbourFailsAtMs(destination, this.#timeline.nowMs())
      const loss: Loss = { kind: 'pod-gone', node: node.name, address: destination, toldAtMs }
      return this.#lose(packet, loss, slip)
    }
    if (station.pod === this.#sender) {
      if (!this.#hasHairpinMode(node))
        return this.#lose(packet, hairpin(node, 'the bridge has hairpin mode off'), slip)
      if (packet.source === destination)
        return this.#lose(packet, hairpin(node, 'the pod sees itself as the sender'), slip)
    }
    return this.#arrive(packet, station, slip)
  }

  #hasHairpinMode({ name }: NetworkNode): boolean {
    if (!this.#settings.hairpinMode) return false
    return !this.injections.happens('hairpin-off', name, this.#timeline.nowMs())
  }

  #losesRace(packet: Packet, { name, kernel, races }: NetworkNode, nowMs: InstantMs): boolean {
    return (
      races.couldLose(packet, nowMs, kernel.tracker.count) &&
      this.injections.happens('conntrack-race', name, nowMs)
    )
  }

  /** Over the nodes' link: to another node, or by the gateway. */
  #toNextHop(packet: Packet, nextHop: Address, hops: number, slip: DeliverySlip): Delivery {
    this.#sender = undefined
    const node = this.#outside.nodeAt(nextHop)
    if (node === undefined) return this.#route(packet, undefined, hops + 1, slip)
    return this.#enter(packet, this.#nodeOf(node), uplinkName, hops + 1, slip)
  }

  /** By the network around the nodes. */
  #route(packet: Packet, zone: string | undefined, hops: number, slip: DeliverySlip): Delivery {
    if (hops > hopsMax)
      return this.#loseTo(packet.destination, 'goes round in circles', packet, slip)
    const step = this.#outside.route(packet, zone, this.#timeline.nowMs())
    switch (step.kind) {
      case 'node':
        return this.#enter(packet, this.#nodeOf(step.node), uplinkName, hops + 1, slip)
      case 'nobody':
        return this.#loseTo(packet.destination, step.reason, packet, slip)
      case 'outside':
        return this.#arrive(packet, outside, slip)
    }
  }

  /** What a node sent because of the packet that is on its way: on to whom it is addressed. */
  #carryBack(node: NetworkNode, emission: Passage): void {
    const sender = this.#sender
    this.#sender = undefined
    this.counts.sent += 1
    const slip = this.#answerSlip
    slip.begin()
    const delivery = this.#afterNode(node, emission, 0, slip)
    if (delivery.kind === 'arrived') this.#slip.answer({ at: delivery.at, packet: delivery.packet })
    this.#sender = sender
  }

  #arrive(packet: Packet, at: Station, slip: DeliverySlip): Delivery {
    this.counts.arrived += 1
    return slip.arrived(packet, at)
  }

  #lose(packet: Packet, loss: Loss, slip: DeliverySlip): Delivery {
    this.counts.lost[loss.kind] += 1
    return slip.lost(packet, loss)
  }

  #loseTo(address: Address, reason: string, packet: Packet, slip: DeliverySlip): Delivery {
    return this.#lose(packet, { kind: 'nobody', address, reason }, slip)
  }

  #nodeOf(name: string): NetworkNode {
    const known = this.#nodes.get(name)
    if (known !== undefined) return known
    const living = this.#cluster.nodes.get(name)
    invariant(living !== undefined, `there is a node ${name}`)
    const node = new NetworkNode(living, this.#streams.of(name))
    this.#nodes.set(name, node)
    return node
  }
}

function hairpin(node: NetworkNode, reason: string): Loss {
  return { kind: 'hairpin', node: node.name, reason }
}

function lossAt(node: string, fate: Exclude<Fate, { kind: 'departed' }>): Loss {
  switch (fate.kind) {
    case 'dropped':
      return { node, ...fate }
    case 'rejected':
      return { kind: 'rejected', node, by: fate.by, answer: fate.answer, rule: fate.rule }
    case 'delivered':
      return { kind: 'no-listener', node }
    case 'stolen':
      return {
        kind: 'dropped',
        node,
        hook: fate.hook,
        by: fate.by,
        reason: 'taken, and not sent on',
        error: undefined,
      }
  }
}
