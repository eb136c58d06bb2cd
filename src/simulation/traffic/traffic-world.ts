import type { Timeline } from '../../base/timeline.ts'
import type { Ipv4 } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import type { LivingPod } from '../cluster/living-pod.ts'
import type { EventStream } from '../events/event-stream.ts'
import { packetBetween } from '../exchange-packets.ts'
import type { ClusterNetwork } from '../network/cluster-network.ts'
import type { Connection } from './connections/connection.ts'
import type { TrafficSettings } from './traffic-settings.ts'

const nobody = { address: 0 as Ipv4, port: 0 }

/** What all connections of a run share. */
export class TrafficWorld {
  readonly network: ClusterNetwork
  readonly timeline: Timeline
  readonly events: EventStream
  readonly settings: TrafficSettings
  /** Every packet is written into this one, sent, and done with before the next. */
  readonly packet: Packet = packetBetween(0, nobody, nobody)
  /** Number of the connection opened last. */
  connectionNumber = 0
  /** Connections that wait, by the pods at their ends. */
  readonly #byPod = new Map<LivingPod, Set<Connection>>()

  constructor(
    network: ClusterNetwork,
    timeline: Timeline,
    events: EventStream,
    settings: TrafficSettings,
  ) {
    this.network = network
    this.timeline = timeline
    this.events = events
    this.settings = settings
  }

  /** The connection is told when the pod's processes end. */
  watch(pod: LivingPod, connection: Connection): void {
    const known = this.#byPod.get(pod)
    if (known !== undefined) {
      known.add(connection)
      return
    }
    const connections = new Set([connection])
    this.#byPod.set(pod, connections)
    pod.onEnd((how) => {
      this.#byPod.delete(pod)
      for (const one of [...connections]) one.podEnded(pod, how)
    })
  }

  unwatch(pod: LivingPod, connection: Connection): void {
    this.#byPod.get(pod)?.delete(connection)
  }
}
