import type { EndpointInfo } from '../../tracking/endpoint-info.ts'
import type { ElementContainer } from '../kept/element-container.ts'
import type { ElementContainers } from '../kept/element-containers.ts'
import { type EndpointNames, endpointNames, protocolText } from '../port-names.ts'
import { sharedChainNames } from '../table-names.ts'
import type { PortPlan } from './port-plan.ts'

/** What a port asks for, whether it changed or not: its chains, and its elements of the shared sets and maps. */
export type PortStep = ChainStep | ElementClaim

export interface ChainStep {
  readonly kind: 'chain'
  readonly name: string
}

/** That an element be there. Two ports may claim one key with different verdicts: see `ElementContainer`. */
export interface ElementClaim {
  readonly kind: 'element'
  readonly container: ElementContainer
  /** Of the port that claims it. */
  readonly portKey: string
  readonly key: string
  /** '' in a set. */
  readonly value: string
  readonly comment: string | undefined
}

/** By the endpoint's `text`; undefined without session affinity. */
export type AffinityNames = ReadonlyMap<string, EndpointNames> | undefined

/** In the order in which kube-proxy asks for it, each chain and each element of a port once or more. */
export function portSteps(
  plan: PortPlan,
  names: AffinityNames,
  containers: ElementContainers,
): PortStep[] {
  const steps: PortStep[] = []
  endpointSteps(steps, plan, names, containers)
  const { chains, uses } = plan
  if (uses.cluster) steps.push({ kind: 'chain', name: chains.cluster })
  if (uses.local) steps.push({ kind: 'chain', name: chains.local })
  if (uses.external) steps.push({ kind: 'chain', name: chains.external })
  addressSteps(steps, plan, containers)
  if (plan.port.nodePort !== 0) nodePortSteps(steps, plan, containers)
  return steps
}

export function affinityNames({ port, reachable }: PortPlan): AffinityNames {
  if (port.sessionAffinity === 'None') return undefined
  return new Map(reachable.map((endpoint) => [endpoint.text, endpointNames(port, endpoint)]))
}

function endpointSteps(
  steps: PortStep[],
  { port, reachable }: PortPlan,
  names: AffinityNames,
  { hairpinConnections }: ElementContainers,
): void {
  for (const endpoint of reachable) {
    if (names !== undefined) steps.push({ kind: 'chain', name: chainOf(names, endpoint) })
    if (!endpoint.isLocal) continue
    const key = `${endpoint.ip} . ${endpoint.ip} . ${protocolText(port)} . ${endpoint.port}`
    steps.push(claim(hairpinConnections, port.key, key, ''))
  }
}

function addressSteps(steps: PortStep[], plan: PortPlan, containers: ElementContainers): void {
  const { port, chains, hasEndpoints } = plan
  const { clusterIps, serviceIps, noEndpointServices, firewallIps } = containers
  const suffix = ` . ${protocolText(port)} . ${port.port}`
  const capture = (address: string, chain: string) =>
    claim(serviceIps, port.key, address + suffix, `goto ${chain}`)
  const refuse = (address: string) =>
    claim(noEndpointServices, port.key, address + suffix, refusal(plan), port.text)
  steps.push(
    claim(clusterIps, port.key, port.clusterIp, ''),
    plan.hasInternalEndpoints
      ? capture(port.clusterIp, plan.internalChain)
      : refuse(port.clusterIp),
  )
  for (const address of port.externalIps) {
    if (hasEndpoints) steps.push(capture(address, chains.external))
    if (!plan.hasExternalEndpoints) steps.push(refuse(address))
  }
  if (plan.uses.firewall) steps.push({ kind: 'chain', name: chains.firewall })
  for (const address of port.loadBalancerVips) {
    if (hasEndpoints) steps.push(capture(address, chains.external))
    if (plan.uses.firewall)
      steps.push(claim(firewallIps, port.key, address + suffix, `goto ${chains.firewall}`))
  }
  if (!plan.hasExternalEndpoints)
    for (const address of port.loadBalancerVips) steps.push(refuse(address))
}

/** Node ports are not subject to loadBalancerSourceRanges. */
function nodePortSteps(
  steps: PortStep[],
  plan: PortPlan,
  { serviceNodePorts, noEndpointNodePorts }: ElementContainers,
): void {
  const { port, chains } = plan
  const key = `${protocolText(port)} . ${port.nodePort}`
  if (plan.hasEndpoints)
    steps.push(claim(serviceNodePorts, port.key, key, `goto ${chains.external}`))
  if (!plan.hasExternalEndpoints)
    steps.push(claim(noEndpointNodePorts, port.key, key, refusal(plan), port.text))
}

/** Rejected where nobody serves it; dropped where somebody does, but not on this node (policy Local). */
function refusal({ hasEndpoints }: PortPlan): string {
  return hasEndpoints ? 'drop' : `goto ${sharedChainNames.reject}`
}

function claim(
  container: ElementContainer,
  portKey: string,
  key: string,
  value: string,
  comment?: string,
): ElementClaim {
  return { kind: 'element', container, portKey, key, value, comment }
}

function chainOf(names: ReadonlyMap<string, EndpointNames>, { text }: EndpointInfo): string {
  return names.get(text)?.chain ?? ''
}
