import { categorizeEndpoints, type NodeTopology } from '../topology.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { hashedText, type PortChainNames, portChainNames } from './chain-names.ts'

/** Which chains and rules a port of a Service gets on this node, before any text (syncProxyRules). */
export interface PortPlan {
  readonly port: ServicePort
  readonly chains: PortChainNames
  /** `hashedText(port)`, from which its endpoints' chain names are hashed. */
  readonly hashed: string
  readonly cluster: readonly EndpointInfo[]
  readonly local: readonly EndpointInfo[]
  /** Where affinity leads the clients of `cluster` back to. */
  readonly remembered: readonly EndpointInfo[]
  /** Each of these has a chain. */
  readonly reachable: readonly EndpointInfo[]
  /** Usable endpoints anywhere: without, everything is rejected and nat holds nothing. */
  readonly hasEndpoints: boolean
  readonly hasInternalEndpoints: boolean
  readonly hasExternalEndpoints: boolean
  /** Where the cluster IP leads to. */
  readonly internalChain: string
  /** Where the EXT chain ends. */
  readonly externalPolicyChain: string
  /** Which of `chains` exist. */
  readonly uses: Readonly<Record<keyof PortChainNames, boolean>>
}

export function planPort(
  port: ServicePort,
  endpoints: readonly EndpointInfo[],
  topology: NodeTopology,
  keepsClientsOfUnready = false,
): PortPlan {
  const { cluster, local, reachable, hasAny } = categorizeEndpoints(endpoints, port, topology)
  const chains = portChainNames(port)
  const hasLocal = local.length > 0
  const isUnreadyKept =
    keepsClientsOfUnready && port.sessionAffinity === 'ClientIP' && cluster.length > 0
  return {
    port,
    chains,
    hashed: hashedText(port),
    cluster,
    local,
    reachable: isUnreadyKept ? endpoints : reachable,
    remembered: isUnreadyKept ? endpoints : cluster,
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
      firewall:
        hasAny && port.loadBalancerVips.length > 0 && port.loadBalancerSourceRanges.length > 0,
    },
  }
}
