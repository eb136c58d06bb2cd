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
  const { port, chains, hasEndpoints } = plan
  const protocol = protocolArgument(port)
  const capture = (comment: string, address: string, chain: string) =>
    `-A KUBE-SERVICES -m comment --comment "${port.text} ${comment}" -m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j ${chain}\n`
  let rules = plan.hasInternalEndpoints
    ? capture('cluster IP', port.clusterIp, plan.internalChain)
    : ''
  if (!hasEndpoints) return rules
  for (const address of port.externalIps) rules += capture('external IP', address, chains.external)
  for (const address of port.loadBalancerVips)
    rules += capture(
      'loadbalancer IP',
      address,
      plan.uses.firewall ? chains.firewall : chains.external,
    )
  if (port.nodePort === 0) return rules
  const nodePort = `-A KUBE-NODEPORTS -m comment --comment ${port.text} -m ${protocol} -p ${protocol} `
  const jump = `-j ${chains.external}\n`
  if (settings.localhostNodePorts && settings.hasNfacct)
    rules += `${nodePort}-d 127.0.0.0/8 --dport ${port.nodePort} ${localhostCounter}${jump}`
  return `${rules}${nodePort}--dport ${port.nodePort} ${jump}`
}

/** A port's rules in the filter table: what is rejected or dropped, and health checks that are let in. */
export function filterServiceRules(plan: PortPlan): string {
  const { port, hasEndpoints } = plan
  const protocol = protocolArgument(port)
  const comment = `"${port.text} has no ${hasEndpoints ? 'local ' : ''}endpoints"`
  const target = hasEndpoints ? 'DROP' : 'REJECT'
  const refuse = (chain: string, address: string) =>
    `-A ${chain} -m comment --comment ${comment} -m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j ${target}\n`
  let rules = plan.hasInternalEndpoints ? '' : refuse('KUBE-SERVICES', port.clusterIp)
  if (!plan.hasExternalEndpoints)
    for (const address of port.externalIps) rules += refuse('KUBE-EXTERNAL-SERVICES', address)
  if (plan.uses.firewall)
    for (const address of port.loadBalancerVips)
      rules += `-A KUBE-PROXY-FIREWALL -m comment --comment "${port.text} traffic not accepted by ${plan.chains.firewall}" -m ${protocol} -p ${protocol} -d ${address} --dport ${port.port} -j DROP\n`
  if (!plan.hasExternalEndpoints) {
    for (const address of port.loadBalancerVips) rules += refuse('KUBE-EXTERNAL-SERVICES', address)
    // Any local address, even where nodePortAddresses lets node ports answer on a few only.
    if (port.nodePort !== 0)
      rules += `-A KUBE-EXTERNAL-SERVICES -m comment --comment ${comment} -m addrtype --dst-type LOCAL -m ${protocol} -p ${protocol} --dport ${port.nodePort} -j ${target}\n`
  }
  if (port.healthCheckNodePort !== 0)
    rules += `-A KUBE-NODEPORTS -m comment --comment "${port.text} health check node port" -m tcp -p tcp --dport ${port.healthCheckNodePort} -j ACCEPT\n`
  return rules
}
