import { localTrafficArguments } from '../node/local-traffic-detector.ts'
import { networkContains } from '../sloppy-address.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import { endpointChainName, protocolArgument } from './chain-names.ts'
import type { PortPlan } from './port-plan.ts'
import { probability } from './probability.ts'
import type { IptablesSettings } from './settings.ts'

/** The chains of one port, as restore text. */
export interface PortChainsText {
  /** `:NAME - [0:0]` lines. */
  readonly declarations: string
  readonly rules: string
}

/**
 * A port's own chains (SVC, SVL, EXT, FW) and those of its endpoints (SEP): written only when the Service or
 * one of its slices changed. `large`: without the comments that repeat for every endpoint.
 */
export function portChains(
  plan: PortPlan,
  settings: IptablesSettings,
  large: boolean,
): PortChainsText {
  const { chains, uses } = plan
  const names: string[] = []
  for (const { text } of plan.reachable) names.push(endpointChainName(plan.hashed, text))
  let declarations = ''
  let rules = internalMasquerade(plan, settings)
  if (uses.external) {
    declarations += declaration(chains.external)
    rules += externalRules(plan, settings)
  }
  if (uses.firewall) {
    declarations += declaration(chains.firewall)
    rules += firewallRules(plan, settings)
  }
  if (uses.cluster) {
    declarations += declaration(chains.cluster)
    rules += affinityRules(
      plan,
      chains.cluster,
      plan.remembered,
      namesOf(plan, plan.remembered, names),
      large,
    )
    rules += spreadRules(
      plan,
      chains.cluster,
      plan.cluster,
      namesOf(plan, plan.cluster, names),
      large,
    )
  }
  if (uses.local) {
    declarations += declaration(chains.local)
    const localNames = namesOf(plan, plan.local, names)
    rules += affinityRules(plan, chains.local, plan.local, localNames, large)
    rules += spreadRules(plan, chains.local, plan.local, localNames, large)
  }
  for (const [index, endpoint] of plan.reachable.entries()) {
    const name = names[index] ?? ''
    declarations += declaration(name)
    rules += endpointRules(plan, endpoint, name, large)
  }
  return { declarations, rules }
}

export function declaration(chain: string): string {
  return `:${chain} - [0:0]\n`
}

/** The names of `endpoints`, which are among the reachable ones and in the same order. */
function namesOf(
  plan: PortPlan,
  endpoints: readonly EndpointInfo[],
  names: readonly string[],
): readonly string[] {
  if (endpoints === plan.reachable) return names
  const byText = new Map(plan.reachable.map(({ text }, index) => [text, names[index] ?? '']))
  return endpoints.map(({ text }) => byText.get(text) ?? '')
}

/** Traffic to the cluster IP from outside of the cluster may leave the node again: it must come back here. */
function internalMasquerade(plan: PortPlan, settings: IptablesSettings): string {
  if (!plan.hasInternalEndpoints) return ''
  const { port } = plan
  const local = localTrafficArguments(settings.detector)
  if (!settings.masqueradeAll && local === undefined) return ''
  const protocol = protocolArgument(port)
  const notLocal = settings.masqueradeAll ? '' : `! ${local} `
  return `-A ${plan.internalChain} -m comment --comment "${port.text} cluster IP" -m ${protocol} -p ${protocol} -d ${port.clusterIp} --dport ${port.port} ${notLocal}-j KUBE-MARK-MASQ\n`
}

function externalRules(plan: PortPlan, settings: IptablesSettings): string {
  const { port, chains } = plan
  const append = `-A ${chains.external} `
  const comment = (what: string) =>
    `${append}-m comment --comment "${what} for ${port.text} external destinations" `
  let rules: string
  if (port.externalPolicyLocal) {
    const local = localTrafficArguments(settings.detector)
    // Pods of the cluster reach every endpoint, as if they went out and came back through a load balancer.
    rules = local === undefined ? '' : `${comment('pod traffic')}${local} -j ${chains.cluster}\n`
    // So does the node itself; the address it sends from may be the load balancer's own.
    rules += `${comment('masquerade LOCAL traffic')}-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ\n`
    rules += `${comment('route LOCAL traffic')}-m addrtype --src-type LOCAL -j ${chains.cluster}\n`
  } else rules = `${comment('masquerade traffic')}-j KUBE-MARK-MASQ\n`
  if (plan.hasExternalEndpoints) rules += `${append}-j ${plan.externalPolicyChain}\n`
  return rules
}

function firewallRules(plan: PortPlan, settings: IptablesSettings): string {
  const { port, chains } = plan
  const allow = `-A ${chains.firewall} -m comment --comment "${port.text} loadbalancer IP" `
  const jump = `-j ${chains.external}\n`
  const ranges = port.loadBalancerSourceRanges
  let rules = ''
  for (const { text } of ranges) rules += `${allow}-s ${text} ${jump}`
  // Where the load balancer's address is local to the node, the node's own requests come from it.
  if (ranges.some((range) => networkContains(range, settings.nodeAddress.address)))
    for (const address of port.loadBalancerVips) rules += `${allow}-s ${address} ${jump}`
  return `${rules}-A ${chains.firewall} -m comment --comment "other traffic to ${port.text} will be dropped by KUBE-PROXY-FIREWALL"\n`
}

/** A client that an endpoint remembers goes there again. */
function affinityRules(
  { port }: PortPlan,
  chain: string,
  endpoints: readonly EndpointInfo[],
  names: readonly string[],
  large: boolean,
): string {
  if (port.sessionAffinity !== 'ClientIP') return ''
  let rules = ''
  for (const [index, endpoint] of endpoints.entries())
    rules += `-A ${chain} ${backendComment(port.text, endpoint, large)}-m recent --name ${names[index]} --rcheck --seconds ${port.stickyMaxAgeSeconds} --reap -j ${names[index]}\n`
  return rules
}

/** Each rule takes its share of what the rules before it left. */
function spreadRules(
  { port }: PortPlan,
  chain: string,
  endpoints: readonly EndpointInfo[],
  names: readonly string[],
  large: boolean,
): string {
  const count = endpoints.length
  let rules = ''
  for (let index = 0; index < count - 1; index += 1)
    rules += `-A ${chain} ${backendComment(port.text, endpoints[index], large)}-m statistic --mode random --probability ${probability(count - index)} -j ${names[index]}\n`
  const last = count - 1
  return `${rules}-A ${chain} ${backendComment(port.text, endpoints[last], large)}-j ${names[last]}\n`
}

function backendComment(port: string, endpoint: EndpointInfo | undefined, large: boolean): string {
  return large ? '' : `-m comment --comment "${port} -> ${endpoint?.text}" `
}

function endpointRules(
  { port }: PortPlan,
  endpoint: EndpointInfo,
  name: string,
  large: boolean,
): string {
  const protocol = protocolArgument(port)
  const append = large ? `-A ${name} ` : `-A ${name} -m comment --comment ${port.text} `
  const remember = port.sessionAffinity === 'ClientIP' ? `-m recent --name ${name} --set ` : ''
  // An endpoint that reaches itself must see another source than its own.
  return `${append}-s ${endpoint.ip} -j KUBE-MARK-MASQ\n${append}${remember}-m ${protocol} -p ${protocol} -j DNAT --to-destination ${endpoint.text}\n`
}
