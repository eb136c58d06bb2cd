import type { Address } from '../../../packet/address.ts'
import { networkContains, unparsedAddressText } from '../../sloppy-address.ts'
import { categorizeEndpoints, type NodeTopology } from '../../topology.ts'
import type { EndpointInfo } from '../../tracking/endpoint-info.ts'
import type { ServicePort } from '../../tracking/service-port.ts'
import type { NoNodeAccess } from '../rules/restore-text.ts'
import {
  type VirtualServer,
  virtualServerFlag,
  virtualServerText,
} from '../servers/virtual-server.ts'
import type { SetKey } from '../sets/set-definition.ts'

/** What one service port asks for, whatever stands in the kernel by now. */
export interface PortPlan {
  readonly entries: readonly PlannedEntry[]
  /** In the order in which kube-proxy comes to them. */
  readonly claims: readonly VirtualServerClaim[]
  readonly noNodeAccess: readonly NoNodeAccess[]
}

export interface PlannedEntry {
  readonly set: SetKey
  readonly entry: string
}

/** Why a service port has a virtual server. */
export type ClaimReason = 'cluster IP' | 'external IP' | 'load balancer' | 'node port'

export interface VirtualServerClaim {
  readonly reason: ClaimReason
  readonly virtualServer: VirtualServer
  /** Its real servers, sorted by `text`. */
  readonly endpoints: readonly EndpointInfo[]
  /** Whether its address belongs on kube-ipvs0. */
  readonly bindsAddress: boolean
}

/** What the plans of all ports depend on. */
export interface PlanContext {
  readonly topology: NodeTopology
  readonly scheduler: string
  /** The address by which kube-proxy knows its node; source ranges are held against it. */
  readonly nodeAddress: Address
  /** Addresses of the node's interfaces, but for kube-ipvs0. */
  readonly localAddresses: ReadonlySet<string>
  /** Where node ports answer, in order. */
  readonly nodePortAddresses: readonly string[]
  /** Local endpoints that reach themselves are masqueraded. */
  readonly masqueradesLoopBack: boolean
  /** Source ranges hold for the node's own packets. */
  readonly keepsNodesOut: boolean
}

const protocols: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp'])

/** pkg/proxy/ipvs/proxier.go syncProxyRules, the part within the loop over service ports. */
export function planPort(
  port: ServicePort,
  endpoints: readonly EndpointInfo[],
  context: PlanContext,
): PortPlan {
  return new PortPlanner(port, endpoints, context).plan()
}

class PortPlanner {
  readonly #port: ServicePort
  readonly #context: PlanContext
  readonly #protocol: string
  readonly #all: readonly EndpointInfo[]
  readonly #internal: readonly EndpointInfo[]
  readonly #external: readonly EndpointInfo[]
  readonly #entries: PlannedEntry[] = []
  readonly #claims: VirtualServerClaim[] = []
  readonly #noNodeAccess: NoNodeAccess[] = []

  constructor(port: ServicePort, endpoints: readonly EndpointInfo[], context: PlanContext) {
    this.#port = port
    this.#context = context
    this.#protocol = port.protocol.toLowerCase()
    this.#all = endpoints
    const { cluster, local } = categorizeEndpoints(endpoints, port, context.topology)
    // Without local endpoints the policy Local falls back to all: kubernetes/kubernetes#97081.
    const localOrCluster = local.length > 0 ? local : cluster
    this.#internal = port.internalPolicyLocal ? localOrCluster : cluster
    this.#external = port.externalPolicyLocal ? localOrCluster : cluster
  }

  plan(): PortPlan {
    // What is none of the three has no valid entry in any set, and is passed over.
    if (protocols.has(this.#protocol)) this.#planAll()
    return { entries: this.#entries, claims: this.#claims, noNodeAccess: this.#noNodeAccess }
  }

  #planAll(): void {
    if (this.#context.masqueradesLoopBack) this.#loopBack()
    if (this.#isEntryValid(this.#port.clusterIp, this.#port.port)) {
      this.#clusterIp()
      this.#externalIps()
      this.#loadBalancers()
      this.#nodePort()
    }
  }

  /** Every local endpoint, ready or not: who reaches itself by a Service has to be masqueraded. */
  #loopBack(): void {
    for (const { isLocal, ip, port } of this.#all)
      if (isLocal && port !== 0 && this.#isEntryValid(ip, port))
        this.#add('KUBE-LOOP-BACK', `${ip},${this.#protocol}:${port},${ip}`)
  }

  #clusterIp(): void {
    const { clusterIp, port } = this.#port
    this.#add('KUBE-CLUSTER-IP', this.#addressEntry(clusterIp, port))
    this.#claim('cluster IP', clusterIp, port, true)
  }

  #externalIps(): void {
    const { externalIps, externalPolicyLocal, port } = this.#port
    for (const ip of externalIps) {
      const set = externalPolicyLocal ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP'
      this.#add(set, this.#addressEntry(ip, port))
      this.#claim('external IP', ip, port, !this.#context.localAddresses.has(ip))
    }
  }

  #loadBalancers(): void {
    const { loadBalancerVips, externalPolicyLocal, port } = this.#port
    for (const ip of loadBalancerVips) {
      const entry = this.#addressEntry(ip, port)
      this.#add('KUBE-LOAD-BALANCER', entry)
      if (externalPolicyLocal) this.#add('KUBE-LOAD-BALANCER-LOCAL', entry)
      this.#sourceRanges(ip, entry)
      this.#claim('load balancer', ip, port, !this.#context.localAddresses.has(ip))
    }
  }

  #sourceRanges(ip: string, entry: string): void {
    const { loadBalancerSourceRanges: ranges, port } = this.#port
    if (ranges.length === 0) return
    this.#add('KUBE-LOAD-BALANCER-FW', entry)
    for (const { text } of ranges) this.#add('KUBE-LOAD-BALANCER-SOURCE-CIDR', `${entry},${text}`)
    // A node client has the address on kube-ipvs0 for its source: where the ranges name the node, it may
    // pass; else a rule keeps it out.
    if (ranges.some((range) => networkContains(range, this.#context.nodeAddress)))
      this.#add('KUBE-LOAD-BALANCER-SOURCE-IP', `${entry},${ip}`)
    else if (this.#context.keepsNodesOut)
      this.#noNodeAccess.push({ ip, protocol: this.#protocol, port })
  }

  #nodePort(): void {
    const { nodePort, healthCheckNodePort, externalPolicyLocal } = this.#port
    if (nodePort !== 0) {
      // Without an address for it kube-proxy goes on to the next port: no health check entry either.
      const entries = this.#nodePortEntries()
      if (entries === undefined) return
      const sets = nodePortSets[this.#port.protocol]
      for (const entry of entries) this.#add(sets.all, entry)
      if (externalPolicyLocal) for (const entry of entries) this.#add(sets.local, entry)
      for (const ip of this.#context.nodePortAddresses)
        this.#claim('node port', ip, nodePort, false)
    }
    if (healthCheckNodePort !== 0 && isBitmapPort(healthCheckNodePort))
      this.#add('KUBE-HEALTH-CHECK-NODE-PORT', String(healthCheckNodePort))
  }

  /** A bitmap knows no protocol, and so no SCTP port: these are kept with every address. */
  #nodePortEntries(): string[] | undefined {
    const { nodePort } = this.#port
    const addresses = this.#context.nodePortAddresses
    if (addresses.length === 0) return undefined
    if (this.#protocol === 'sctp')
      return nodePort < 0 ? undefined : addresses.map((ip) => this.#addressEntry(ip, nodePort))
    return isBitmapPort(nodePort) ? [String(nodePort)] : undefined
  }

  #claim(reason: ClaimReason, address: string, fullPort: number, bindsAddress: boolean): void {
    const { protocol, sessionAffinity, stickyMaxAgeSeconds } = this.#port
    const { scheduler } = this.#context
    const port = fullPort & 0xffff
    const isPersistent = sessionAffinity === 'ClientIP'
    this.#claims.push({
      reason,
      virtualServer: {
        text: virtualServerText(address, port, protocol),
        address,
        port,
        protocol,
        scheduler,
        // The flag counts for the scheduler mh; kube-proxy sets it there on every virtual server.
        flags:
          (isPersistent ? virtualServerFlag.persistent : 0) |
          (scheduler === 'mh' ? virtualServerFlag.mhPort : 0),
        timeoutSeconds: isPersistent ? stickyMaxAgeSeconds : 0,
      },
      endpoints: reason === 'cluster IP' ? this.#internal : this.#external,
      bindsAddress,
    })
  }

  #addressEntry(ip: string, port: number): string {
    return `${ip},${this.#protocol}:${port}`
  }

  #add(set: SetKey, entry: string): void {
    this.#entries.push({ set, entry })
  }

  /** ipset.go Entry.Validate of the kinds with address, protocol and port: it does not look at how large the port is. */
  #isEntryValid(ip: string, port: number): boolean {
    return port >= 0 && ip !== unparsedAddressText
  }
}

const nodePortSets = {
  TCP: { all: 'KUBE-NODE-PORT-TCP', local: 'KUBE-NODE-PORT-LOCAL-TCP' },
  UDP: { all: 'KUBE-NODE-PORT-UDP', local: 'KUBE-NODE-PORT-LOCAL-UDP' },
  SCTP: { all: 'KUBE-NODE-PORT-SCTP-HASH', local: 'KUBE-NODE-PORT-LOCAL-SCTP-HASH' },
} as const satisfies Record<string, { readonly all: SetKey; readonly local: SetKey }>

function isBitmapPort(port: number): boolean {
  return port >= 0 && port <= 0xffff
}
