import { joinHostPort } from '../sloppy-address.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { type ConntrackFlow, isUdp } from './conntrack-cleanup.ts'

/** A UDP port of a Service, and where it had serving endpoints: `address:port`. */
interface ServingPort {
  readonly port: ServicePort
  readonly serving: ReadonlySet<string>
}

/** What of one sync is stale for the next one. */
export interface StaleEndpoints {
  /** Endpoints that serve no longer, by the port that they served. */
  readonly gone: readonly ServingPort[]
  /** Ports that had nobody serving and now have. */
  readonly newlyActive: readonly ServicePort[]
  /** Cluster IPs of ports that are no more. */
  readonly deletedIps: ReadonlySet<string>
}

/**
 * How kube-proxy cleaned up UDP connections before 1.32 (v1.31 pkg/proxy/conntrack/cleanup.go and
 * detectStaleConntrackEntries): by what changed since the sync before, not by what is there.
 */
export class EarlierConntrackCleanup {
  readonly #heedsFirstEndpoints: boolean
  #before = new Map<string, ServingPort>()
  #stale: StaleEndpoints = { gone: [], newlyActive: [], deletedIps: new Set() }

  /** `heedsFirstEndpoints`: entries of a Service that gets its first endpoint go too (since 1.8). */
  constructor(heedsFirstEndpoints = true) {
    this.#heedsFirstEndpoints = heedsFirstEndpoints
  }

  /** After each sync; true: there is something to clean up. */
  update(
    ports: Iterable<ServicePort>,
    endpointsOf: (port: ServicePort) => readonly EndpointInfo[],
  ): boolean {
    const before = this.#before
    const after = new Map<string, ServingPort>()
    for (const port of ports)
      if (port.protocol === 'UDP')
        after.set(port.key, { port, serving: servingOf(endpointsOf(port)) })
    this.#before = after
    const serves = ({ serving }: ServingPort) => serving.size > 0
    const gone = [...before].flatMap(([key, { port, serving }]) => {
      const left = after.get(key)?.serving
      const lost = [...serving].filter((text) => !left?.has(text))
      return lost.length === 0 ? [] : [{ port, serving: new Set(lost) }]
    })
    const newlyActive = [...after].flatMap(([key, now]) => {
      const was = before.get(key)
      if (!this.#heedsFirstEndpoints) return []
      return serves(now) && (was === undefined || !serves(was)) ? now.port : []
    })
    const deleted = [...before].filter(([key]) => !after.has(key))
    const deletedIps = new Set(deleted.map(([, { port }]) => port.clusterIp))
    this.#stale = { gone, newlyActive, deletedIps }
    return gone.length + newlyActive.length + deletedIps.size > 0
  }

  staleFlows<Flow extends ConntrackFlow>(flows: readonly Flow[]): Flow[] {
    return flows.filter((flow) => isUdp(flow) && this.#isStale(flow))
  }

  #isStale(flow: ConntrackFlow): boolean {
    const { gone, newlyActive, deletedIps } = this.#stale
    // `conntrack -D --orig-dst` and `--orig-port-dst`: by the address alone, or by the node port alone.
    if (deletedIps.has(flow.destination)) return true
    if (newlyActive.some((port) => leadsTo(flow, port))) return true
    return gone.some(
      ({ port, serving }) =>
        leadsTo(flow, port) && serving.has(joinHostPort(flow.replySource, flow.replySourcePort)),
    )
  }
}

function servingOf(endpoints: readonly EndpointInfo[]): ReadonlySet<string> {
  return new Set(endpoints.filter(({ isServing }) => isServing).map(({ text }) => text))
}

function leadsTo({ destination, destinationPort }: ConntrackFlow, port: ServicePort): boolean {
  return (
    destination === port.clusterIp ||
    port.externalIps.includes(destination) ||
    port.loadBalancerVips.includes(destination) ||
    (port.nodePort !== 0 && destinationPort === port.nodePort)
  )
}
