import { categorizeEndpoints, type NodeTopology } from '../../topology.ts'
import type { EndpointInfo } from '../../tracking/endpoint-info.ts'
import type { ServicePort } from '../../tracking/service-port.ts'
import { type PortChainNames, portChainNames } from '../port-names.ts'

/** Which chains and elements a port of a Service gets on this node, before any text (syncProxyRules). */
export interface PortPlan {
  readonly port: ServicePort
  readonly chains: PortChainNames
  readonly cluster: readonly EndpointInfo[]
  readonly local: readonly EndpointInfo[]
  /** Both together. With session affinity each has a chain and a set. */
  readonly reachable: readonly EndpointInfo[]
  /** Usable endpoints anywhere: without, every address of the port rejects. */
  readonly hasEndpoints: boolean
  readonly hasInternalEndpoints: boolean
  readonly hasExternalEndpoints: boolean
  /** Where the cluster IP leads to. */
  readonly internalChain: string
  /** Where the external chain ends. */
  readonly externalPolicyChain: string
  /** Which of `chains` exist. */
  readonly uses: Readonly<Record<keyof PortChainNames, boolean>>
}

/** `knownChains`: of an earlier plan of this port. */
export function planPort(
  port: ServicePort,
  endpoints: readonly EndpointInfo[],
  topology: NodeTopology,
  knownChains?: PortChainNames,
): PortPlan {
  const { cluster, local, reachable, hasAny } = categorizeEndpoints(endpoints, port, topology)
  const chains = knownChains ?? portChainNames(port)
  const hasLocal = local.length > 0
  return {
    port,
    chains,
    cluster,
    local,
    reachable,
    hasEndpoints: hasAny,
    hasInternalEndpoints: hasAny && (hasLocal || !port.internalPolicyLocal),
    hasExternalEndpoints: hasAny && (hasLocal || !port.externalPolicyLocal),
    internalChain: port.internalPolicyLocal ? chains.local : chains.cluster,
    externalPolicyChain: port.externalPolicyLocal ? chains.local : chains.cluster,
    uses: {
      cluster: cluster.length > 0,
      local: hasLocal,
      // Also without endpoints for traffic from outside: pods and the node itself take a short cut there.
      external: hasAny && port.externallyAccessible,
      // Unlike iptables mode also without endpoints.
      firewall: port.loadBalancerVips.length > 0 && port.loadBalancerSourceRanges.length > 0,
    },
  }
}
