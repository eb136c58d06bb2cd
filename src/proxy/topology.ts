import type { EndpointInfo } from './tracking/endpoint-info.ts'
import type { ServicePort } from './tracking/service-port.ts'

/** Where a node stands, as far as kube-proxy looks. */
export interface NodeTopology {
  readonly nodeName: string
  /** topology.kubernetes.io/zone; '' without one. */
  readonly zone: string
}

export interface CategorizedEndpoints {
  /** What the traffic policy Cluster sends to; empty where the port never uses it. */
  readonly cluster: readonly EndpointInfo[]
  /** What the traffic policy Local sends to; empty where the port never uses it. */
  readonly local: readonly EndpointInfo[]
  /** Both together, each once. */
  readonly reachable: readonly EndpointInfo[]
  /** Whether the port has a usable endpoint on any node. */
  readonly hasAny: boolean
}

export type TopologyMode = 'everywhere' | 'same-node' | 'same-zone'

const none: CategorizedEndpoints = { cluster: [], local: [], reachable: [], hasAny: false }

/**
 * Which endpoints of a port this node uses (pkg/proxy/topology.go CategorizeEndpoints). Usable are the ready
 * ones; if there is none, those that terminate but still serve, for Cluster and Local each by itself.
 */
export function categorizeEndpoints(
  endpoints: readonly EndpointInfo[],
  port: ServicePort,
  topology: NodeTopology,
): CategorizedEndpoints {
  if (endpoints.length === 0) return none
  const mode = port.usesClusterEndpoints ? topologyMode(endpoints, topology) : 'everywhere'
  const cluster = port.usesClusterEndpoints ? clusterEndpoints(endpoints, mode, topology) : []
  if (!port.usesLocalEndpoints)
    return { cluster, local: [], reachable: cluster, hasAny: cluster.length > 0 }
  const local = localEndpoints(endpoints)
  const hasAny = cluster.length > 0 || endpoints.some((one) => one.isReady || isFallback(one))
  if (!port.usesClusterEndpoints) return { cluster, local, reachable: local, hasAny }
  const reachable =
    mode === 'everywhere' && !local.some((one) => !one.isReady) ? cluster : union(cluster, local)
  return { cluster, local, reachable, hasAny }
}

/**
 * Hints count only if every ready endpoint has one and one of them names this node, or else this zone
 * (topology.go topologyModeFromHints; KEP-3015). kube-proxy does not read `trafficDistribution`.
 */
export function topologyMode(
  endpoints: readonly EndpointInfo[],
  { nodeName, zone }: NodeTopology,
): TopologyMode {
  let allHaveNodeHints = true
  let allHaveZoneHints = true
  let hasNode = false
  let hasZone = false
  for (const { isReady, nodeHints, zoneHints } of endpoints) {
    if (!isReady) continue
    if (nodeHints === undefined) allHaveNodeHints = false
    else hasNode ||= nodeHints.includes(nodeName)
    if (zoneHints === undefined) allHaveZoneHints = false
    else hasZone ||= zoneHints.includes(zone)
  }
  // Without a ready endpoint nothing was found, and that means everywhere.
  if (allHaveNodeHints && hasNode) return 'same-node'
  return allHaveZoneHints && hasZone ? 'same-zone' : 'everywhere'
}

/** Terminating, but still serving: used where nothing ready is there (KEP-1669). */
export function isFallback(endpoint: EndpointInfo): boolean {
  return endpoint.isServing && endpoint.isTerminating
}

function clusterEndpoints(
  endpoints: readonly EndpointInfo[],
  mode: TopologyMode,
  topology: NodeTopology,
): readonly EndpointInfo[] {
  const usable = filter(endpoints, (one) => one.isReady && isAvailable(one, mode, topology))
  return usable.length > 0 ? usable : filter(endpoints, isFallback)
}

function localEndpoints(endpoints: readonly EndpointInfo[]): readonly EndpointInfo[] {
  const ready = filter(endpoints, (one) => one.isLocal && one.isReady)
  return ready.length > 0 ? ready : filter(endpoints, (one) => one.isLocal && isFallback(one))
}

function isAvailable(
  { nodeHints, zoneHints }: EndpointInfo,
  mode: TopologyMode,
  { nodeName, zone }: NodeTopology,
): boolean {
  switch (mode) {
    case 'everywhere':
      return true
    case 'same-node':
      return nodeHints?.includes(nodeName) ?? false
    case 'same-zone':
      return zoneHints?.includes(zone) ?? false
  }
}

/** kube-proxy joins them in a Go map; here they come in the order of their text. */
function union(
  cluster: readonly EndpointInfo[],
  local: readonly EndpointInfo[],
): readonly EndpointInfo[] {
  const byText = new Map<string, EndpointInfo>()
  for (const endpoint of cluster) byText.set(endpoint.text, endpoint)
  for (const endpoint of local) byText.set(endpoint.text, endpoint)
  return [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
}

/** The list itself where all pass: the usual case, and it saves a copy. */
function filter(
  endpoints: readonly EndpointInfo[],
  passes: (endpoint: EndpointInfo) => boolean,
): readonly EndpointInfo[] {
  return endpoints.every(passes) ? endpoints : endpoints.filter(passes)
}
