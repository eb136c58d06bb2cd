import { entryOf } from '../../base/entry-of.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { endpointChainName, type PortChainKind, portChainPrefixes } from './chain-names.ts'
import type { PortPlan } from './port-plan.ts'

/** What one of kube-proxy's chains belongs to. */
export type ChainOwner =
  | { readonly kind: 'base'; readonly purpose: string }
  | {
      readonly kind: 'port'
      readonly port: ServicePort
      readonly chain: PortChainKind
      readonly purpose: string
    }
  | {
      readonly kind: 'endpoint'
      readonly port: ServicePort
      readonly endpoint: EndpointInfo
      readonly purpose: string
    }

const baseChains: Readonly<Record<string, string>> = {
  'KUBE-SERVICES':
    'nat: leads every cluster, external and load balancer address to its Service; filter: refuses cluster addresses without endpoints',
  'KUBE-NODEPORTS':
    'nat: leads every node port to its Service; filter: lets health checks of load balancers in',
  'KUBE-EXTERNAL-SERVICES':
    'filter: refuses external addresses and node ports without (local) endpoints',
  'KUBE-FORWARD':
    'filter: lets forwarded Service traffic pass, and drops what conntrack finds invalid',
  'KUBE-PROXY-FIREWALL':
    'filter: drops load balancer traffic that came from outside of loadBalancerSourceRanges',
  'KUBE-POSTROUTING': 'nat: masquerades packets that bear the masquerade mark',
  'KUBE-MARK-MASQ': 'nat: sets the masquerade mark',
  'KUBE-FIREWALL':
    'filter: keeps neighbours from reaching 127.0.0.0/8 while route_localnet is on; kubelet makes the same chain',
  'KUBE-KUBELET-CANARY': 'kubelet sees by it whether somebody flushed the rules',
  'KUBE-PROXY-CANARY': 'kube-proxy sees by it whether somebody flushed the rules',
}

const portChains: Readonly<Record<PortChainKind, string>> = {
  cluster: 'spreads over the endpoints of the traffic policy Cluster',
  local: 'spreads over the endpoints of the traffic policy Local',
  external: 'takes traffic to node ports, external and load balancer addresses',
  firewall: 'lets traffic from loadBalancerSourceRanges pass',
}

/** What a chain belongs to, among the ports that the proxier has written; undefined: none of theirs. */
export function findChainOwner(name: string, plans: Iterable<PortPlan>): ChainOwner | undefined {
  const purpose = entryOf(baseChains, name)
  if (purpose !== undefined) return { kind: 'base', purpose }
  for (const plan of plans)
    for (const { chain, owner } of chainsOf(plan)) if (chain === name) return owner
  return undefined
}

/** Every chain that exists for a port, with what it is for. */
export function chainsOf(plan: PortPlan): { readonly chain: string; readonly owner: ChainOwner }[] {
  const { port, chains, uses, hashed, reachable } = plan
  const kinds = Object.keys(portChainPrefixes) as PortChainKind[]
  return [
    ...kinds
      .filter((kind) => uses[kind])
      .map((kind) => ({
        chain: chains[kind],
        owner: { kind: 'port' as const, port, chain: kind, purpose: portChains[kind] },
      })),
    ...reachable.map((endpoint) => ({
      chain: endpointChainName(hashed, endpoint.text),
      owner: {
        kind: 'endpoint' as const,
        port,
        endpoint,
        purpose: 'translates to one endpoint',
      },
    })),
  ]
}
