import type { ServicePort } from '../tracking/service-port.ts'
import { protocolArgument } from './chain-names.ts'
import type { PortPlan } from './port-plan.ts'
import type { IptablesSettings } from './settings.ts'

/** Counts what reaches node ports by 127.0.0.1 (pkg/proxy/metrics LocalhostNodePortAcceptedNFAcctCounter). */
const localhostCounter = '-m nfacct --nfacct-name localhost_nps_accepted_pkts '

/**
 * A port's rules in nat KUBE-SERVICES and KUBE-NODEPORTS: how its addresses lead to its chains. They are
 * written in full at every sync, since those chains hold every Service's.
 */
export function natServiceRules(plan: PortPlan, settings: IptablesSettings): string {
  const { port, chains, uses } = plan
  let rules = plan.hasInternalEndpoints
    ? captureRule(port, 'cluster IP', port.clusterIp, plan.internalChain)
    : ''
  if (!plan.hasEndpoints) return rules
  for (const address of port.externalIps)
    rules += captureRule(port, 'external IP', address, chains.external)
  const balanced = uses.firewall ? chains.firewall : chains.external
  for (const address of port.loadBalancerVips)
    rules += captureRule(port, 'loadbalancer IP', address, balanced)
  return port.nodePort === 0 ? rules : rules + nodePortRules(port, chains.external, settings)
}

function captureRule(port: ServicePort, comment: string, address: string, chain: string): string {
  const protocol = protocolArgument(port)
  return `-A KUBE-SERVICES -m comment --comment "${port.text} ${comment}" -m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j ${chain}\n`
}

function nodePortRules(port: ServicePort, chain: string, settings: IptablesSettings): string {
  const protocol = protocolArgument(port)
  const match = `-A KUBE-NODEPORTS -m comment --comment ${port.text} -m ${protocol} -p ${protocol} `
  const counted =
    settings.localhostNodePorts && settings.hasNfacct
      ? `${match}-d 127.0.0.0/8 --dport ${port.nodePort} ${localhostCounter}-j ${chain}\n`
      : ''
  return `${counted}${match}--dport ${port.nodePort} -j ${chain}\n`
}

/** A port's rules in the filter table: what is rejected or dropped, and health checks that are let in. */
export function filterServiceRules(plan: PortPlan): string {
  const { port, uses } = plan
  let rules = plan.hasInternalEndpoints ? '' : refusal(plan, 'KUBE-SERVICES', port.clusterIp)
  if (!plan.hasExternalEndpoints)
    for (const address of port.externalIps) rules += refusal(plan, externalChain, address)
  if (uses.firewall)
    for (const address of port.loadBalancerVips) rules += firewallRule(plan, address)
  if (!plan.hasExternalEndpoints) {
    for (const address of port.loadBalancerVips) rules += refusal(plan, externalChain, address)
    if (port.nodePort !== 0) rules += nodePortRefusal(plan)
  }
  if (port.healthCheckNodePort === 0) return rules
  return `${rules}-A KUBE-NODEPORTS -m comment --comment "${port.text} health check node port" -m tcp -p tcp --dport ${port.healthCheckNodePort} -j ACCEPT\n`
}

const externalChain = 'KUBE-EXTERNAL-SERVICES'

function refusal(plan: PortPlan, chain: string, address: string): string {
  const { port } = plan
  const protocol = protocolArgument(port)
  return `-A ${chain} ${refusalComment(plan)}-m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j ${refusalTarget(plan)}\n`
}

/** Any local address, even where nodePortAddresses lets node ports answer on a few only. */
function nodePortRefusal(plan: PortPlan): string {
  const { port } = plan
  const protocol = protocolArgument(port)
  return `-A ${externalChain} ${refusalComment(plan)}-m addrtype --dst-type LOCAL -m ${protocol} -p ${protocol} --dport ${port.nodePort} -j ${refusalTarget(plan)}\n`
}

function refusalComment({ port, hasEndpoints }: PortPlan): string {
  return `-m comment --comment "${port.text} has no ${hasEndpoints ? 'local ' : ''}endpoints" `
}

/** Without local endpoints a Local Service stays silent: a load balancer must not take it for closed. */
function refusalTarget({ hasEndpoints }: PortPlan): string {
  return hasEndpoints ? 'DROP' : 'REJECT'
}

function firewallRule({ port, chains }: PortPlan, address: string): string {
  const protocol = protocolArgument(port)
  return `-A KUBE-PROXY-FIREWALL -m comment --comment "${port.text} traffic not accepted by ${chains.firewall}" -m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j DROP\n`
}
