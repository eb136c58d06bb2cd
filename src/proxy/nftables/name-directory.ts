import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { endpointNames, type PortChainNames, portChainPrefixes } from './port-names.ts'
import type { PortPlan } from './ports/port-plan.ts'
import { baseChainNames, mapNames, setNames, sharedChainNames } from './table-names.ts'

/** What a chain, set or map of kube-proxy's table belongs to. */
export type NameOwner =
  /** All Services have it in common. */
  | { readonly kind: 'shared'; readonly purpose: string }
  | {
      readonly kind: 'port'
      readonly port: ServicePort
      readonly chain: keyof PortChainNames
      readonly purpose: string
    }
  /** Only with session affinity. */
  | {
      readonly kind: 'endpoint'
      readonly port: ServicePort
      readonly endpoint: EndpointInfo
      readonly is: 'chain' | 'affinity-set'
      readonly purpose: string
    }

/** Why each is on its hook: pkg/proxy/nftables/README.md. */
const sharedPurposes: Readonly<Record<string, string>> = {
  [baseChainNames.filterPreroutingPreDnat]:
    'before translation, for what comes in: checks loadBalancerSourceRanges',
  [baseChainNames.filterOutputPreDnat]:
    'before translation, for what the node sends: checks loadBalancerSourceRanges',
  [baseChainNames.filterInput]: 'for what comes to the node: refuses what has no endpoints',
  [baseChainNames.filterForward]:
    'for what goes through: refuses what has no endpoints, and unknown ports of cluster IPs',
  [baseChainNames.filterOutput]:
    'for what the node sends: refuses what has no endpoints, and unknown ports of cluster IPs',
  [baseChainNames.natPrerouting]: 'translates what comes in',
  [baseChainNames.natOutput]: 'translates what the node sends',
  [baseChainNames.natPostrouting]: 'masquerades what leaves',
  [sharedChainNames.services]: 'finds the Service of a packet by its destination',
  [sharedChainNames.serviceEndpointsCheck]: 'refuses addresses of Services without endpoints',
  [sharedChainNames.nodePortEndpointsCheck]: 'refuses node ports of Services without endpoints',
  [sharedChainNames.clusterIpsCheck]:
    'rejects unknown ports of cluster IPs, and drops addresses of ServiceCIDRs that no Service has',
  [sharedChainNames.firewallCheck]:
    'finds the load balancer addresses that have loadBalancerSourceRanges',
  [sharedChainNames.masquerading]:
    'masquerades packets that bear the masquerade mark, and those of an endpoint to itself',
  [sharedChainNames.reject]: 'rejects: what the verdict of a map itself cannot do',
  [setNames.clusterIps]: 'every cluster IP',
  [setNames.nodePortIps]: 'the addresses on which node ports answer (nodePortAddresses)',
  [setNames.hairpinConnections]: 'every local endpoint with itself as the source: masqueraded',
  [mapNames.serviceIps]:
    'every cluster, external and load balancer address with endpoints, and its chain',
  [mapNames.serviceNodePorts]: 'every node port with endpoints, and its chain',
  [mapNames.noEndpointServices]: 'addresses without (local) endpoints: rejected or dropped',
  [mapNames.noEndpointNodePorts]: 'node ports without (local) endpoints: rejected or dropped',
  [mapNames.firewallIps]:
    'every load balancer address that has loadBalancerSourceRanges, and its chain',
}

const chainPurposes: Readonly<Record<keyof PortChainNames, string>> = {
  cluster: 'spreads over the endpoints of the traffic policy Cluster',
  local: 'spreads over the endpoints of the traffic policy Local',
  external: 'takes traffic to node ports, external and load balancer addresses',
  firewall: 'drops traffic from outside of loadBalancerSourceRanges',
}

/** Undefined: none of kube-proxy's, or none that is in use. */
export function findNameOwner(name: string, plans: Iterable<PortPlan>): NameOwner | undefined {
  if (Object.hasOwn(sharedPurposes, name))
    return { kind: 'shared', purpose: sharedPurposes[name] ?? '' }
  for (const plan of plans)
    for (const { name: own, owner } of namesOf(plan)) if (own === name) return owner
  return undefined
}

/** Every chain and set that exists for a port, with what it is for. */
export function namesOf(plan: PortPlan): { readonly name: string; readonly owner: NameOwner }[] {
  const { port, chains, uses, reachable } = plan
  const kinds = Object.keys(portChainPrefixes) as (keyof PortChainNames)[]
  const own = kinds
    .filter((chain) => uses[chain])
    .map((chain) => ({
      name: chains[chain],
      owner: { kind: 'port' as const, port, chain, purpose: chainPurposes[chain] },
    }))
  if (port.sessionAffinity === 'None') return own
  return [
    ...own,
    ...reachable.flatMap((endpoint) => {
      const { chain, affinitySet } = endpointNames(port, endpoint)
      const owner = { kind: 'endpoint' as const, port, endpoint }
      const translates = { is: 'chain' as const, purpose: 'translates to one endpoint' }
      const remembers = {
        is: 'affinity-set' as const,
        purpose: 'the clients that one endpoint served last',
      }
      return [
        { name: chain, owner: { ...owner, ...translates } },
        { name: affinitySet, owner: { ...owner, ...remembers } },
      ]
    }),
  ]
}
