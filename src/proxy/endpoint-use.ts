import { isFallback, type NodeTopology, topologyMode } from './topology.ts'
import type { EndpointInfo } from './tracking/endpoint-info.ts'
import type { ServicePort } from './tracking/service-port.ts'

/** Why a traffic policy sends to an endpoint on this node, or does not. */
export type UseReason =
  | 'ready'
  | 'ready-and-hinted-for-node'
  | 'ready-and-hinted-for-zone'
  | 'serving-while-terminating'
  | 'policy-unused'
  | 'not-ready'
  | 'terminating'
  | 'on-another-node'
  | 'hinted-for-other-nodes'
  | 'hinted-for-other-zones'

export interface EndpointUse {
  readonly endpoint: EndpointInfo
  /** By the traffic policy Cluster; also a Local Service uses it, for traffic from the cluster's own pods. */
  readonly cluster: UseReason
  /** By the traffic policy Local. */
  readonly local: UseReason
}

interface ReasonText {
  readonly isUsed: boolean
  readonly text: string
  /** The rule of kube-proxy that decides. */
  readonly source: string
}

const categorize = 'pkg/proxy/topology.go CategorizeEndpoints'
const hints = 'pkg/proxy/topology.go topologyModeFromHints'

export const useReasons: Readonly<Record<UseReason, ReasonText>> = {
  ready: { isUsed: true, text: 'is ready', source: categorize },
  'ready-and-hinted-for-node': {
    isUsed: true,
    text: 'is ready, and its hint names this node, as every ready endpoint has a node hint',
    source: hints,
  },
  'ready-and-hinted-for-zone': {
    isUsed: true,
    text: "is ready, and its hint names this node's zone, as every ready endpoint has a zone hint",
    source: hints,
  },
  'serving-while-terminating': {
    isUsed: true,
    text: 'is terminating but still serving, and no endpoint is ready (KEP-1669)',
    source: categorize,
  },
  'policy-unused': {
    isUsed: false,
    text: 'the Service never uses this traffic policy',
    source: 'pkg/proxy/serviceport.go UsesClusterEndpoints, UsesLocalEndpoints',
  },
  'not-ready': { isUsed: false, text: 'is not ready', source: categorize },
  terminating: {
    isUsed: false,
    text: 'is terminating, and other endpoints are ready',
    source: categorize,
  },
  'on-another-node': { isUsed: false, text: 'is not on this node', source: categorize },
  'hinted-for-other-nodes': {
    isUsed: false,
    text: 'its hint names other nodes, and another endpoint is hinted for this one',
    source: hints,
  },
  'hinted-for-other-zones': {
    isUsed: false,
    text: "its hint names other zones, and another endpoint is hinted for this node's",
    source: hints,
  },
}

/** For each endpoint of a port, why this node uses it or not; agrees with `categorizeEndpoints`. */
export function endpointUses(
  endpoints: readonly EndpointInfo[],
  port: ServicePort,
  topology: NodeTopology,
): EndpointUse[] {
  const mode = topologyMode(endpoints, topology)
  const hasReady = endpoints.some(({ isReady }) => isReady)
  const hasLocalReady = endpoints.some(({ isReady, isLocal }) => isReady && isLocal)
  const hinted = (endpoint: EndpointInfo): UseReason => {
    if (mode === 'same-node')
      return endpoint.nodeHints?.includes(topology.nodeName)
        ? 'ready-and-hinted-for-node'
        : 'hinted-for-other-nodes'
    if (mode === 'same-zone')
      return endpoint.zoneHints?.includes(topology.zone)
        ? 'ready-and-hinted-for-zone'
        : 'hinted-for-other-zones'
    return 'ready'
  }
  return endpoints.map((endpoint) => ({
    endpoint,
    cluster: !port.usesClusterEndpoints
      ? 'policy-unused'
      : endpoint.isReady
        ? hinted(endpoint)
        : withoutReadiness(endpoint, hasReady),
    local: !port.usesLocalEndpoints
      ? 'policy-unused'
      : !endpoint.isLocal
        ? 'on-another-node'
        : endpoint.isReady
          ? 'ready'
          : withoutReadiness(endpoint, hasLocalReady),
  }))
}

function withoutReadiness(endpoint: EndpointInfo, othersAreReady: boolean): UseReason {
  if (!isFallback(endpoint)) return 'not-ready'
  return othersAreReady ? 'terminating' : 'serving-while-terminating'
}
