import { invariant } from '../../../base/invariant.ts'
import { localTrafficExpression } from '../../node/local-traffic-detector.ts'
import { networkContains } from '../../sloppy-address.ts'
import type { EndpointInfo } from '../../tracking/endpoint-info.ts'
import { type EndpointNames, protocolText } from '../port-names.ts'
import { familyWords, markRule, type NftablesSettings } from '../settings.ts'
import { addRule, type NftablesOperation } from '../transaction.ts'
import type { PortPlan } from './port-plan.ts'
import type { AffinityNames } from './port-steps.ts'

/** The rules of a port's own chains, and its affinity sets: written only when the Service or a slice changed. */
export function portRules(
  plan: PortPlan,
  names: AffinityNames,
  settings: NftablesSettings,
): NftablesOperation[] {
  const operations: NftablesOperation[] = []
  if (plan.uses.external) externalRules(operations, plan, settings)
  if (plan.uses.firewall) operations.push(firewallRule(plan, settings))
  if (names === undefined) spreadRules(operations, plan, settings)
  else affinityOperations(operations, plan, names, settings)
  return operations
}

function externalRules(
  operations: NftablesOperation[],
  plan: PortPlan,
  settings: NftablesSettings,
): void {
  const { port, chains } = plan
  const mark = markRule(settings)
  const add = (rule: string, comment?: string) =>
    operations.push(addRule(chains.external, rule, comment))
  // An endpoint of another node must answer by way of this one.
  if (!port.externalPolicyLocal) add(mark, 'masquerade')
  else {
    // Pods and the node itself take no part in the policy Local: as if they went out and came back in.
    const fromPod = localTrafficExpression(settings.detector)
    if (fromPod !== undefined) add(`${fromPod} goto ${chains.cluster}`, 'short-circuit pod traffic')
    add(`fib saddr type local ${mark}`, 'masquerade local traffic')
    add(`fib saddr type local goto ${chains.cluster}`, 'short-circuit local traffic')
  }
  if (plan.hasExternalEndpoints) add(`goto ${plan.externalPolicyChain}`)
}

function firewallRule({ port, chains }: PortPlan, settings: NftablesSettings): NftablesOperation {
  const ranges = port.loadBalancerSourceRanges
  const sources = ranges.map(({ text }) => text)
  // Where the node holds the load balancer's address itself, its packets to it carry that address as source.
  if (ranges.some((range) => networkContains(range, settings.nodeAddress.address)))
    sources.push(...port.loadBalancerVips)
  const { ip } = familyWords(settings)
  return addRule(chains.firewall, `${ip} saddr != { ${sources.join(' , ')} } drop`)
}

function spreadRules(
  operations: NftablesOperation[],
  { port, chains, uses, cluster, local }: PortPlan,
  settings: NftablesSettings,
): void {
  const { ip } = familyWords(settings)
  const protocol = protocolText(port)
  const spread = (endpoints: readonly EndpointInfo[]) => {
    // Joined: a long concatenation would be kept as a tree of its pieces until it is written.
    const backends = endpoints.map((one, index) => `${index} : ${one.ip} . ${one.port}`).join(' , ')
    return `meta l4proto ${protocol} dnat ${ip} addr . port to numgen random mod ${endpoints.length} map { ${backends} }`
  }
  if (uses.cluster) operations.push(addRule(chains.cluster, spread(cluster)))
  if (uses.local) operations.push(addRule(chains.local, spread(local)))
}

/** Each endpoint has a set of the clients that it served last, and a chain that notes them. */
function affinityOperations(
  operations: NftablesOperation[],
  { port, chains, uses, cluster, local, reachable }: PortPlan,
  names: ReadonlyMap<string, EndpointNames>,
  settings: NftablesSettings,
): void {
  const { ip, address } = familyWords(settings)
  const declaration = {
    type: address,
    flags: ['dynamic', 'timeout'],
    timeoutSeconds: port.stickyMaxAgeSeconds,
    comment: undefined,
  }
  for (const endpoint of reachable)
    operations.push({
      kind: 'set',
      verb: 'add',
      name: namesOf(names, endpoint).affinitySet,
      declaration,
    })
  if (uses.cluster) jumpRules(operations, chains.cluster, cluster, names, ip)
  if (uses.local) jumpRules(operations, chains.local, local, names, ip)
  for (const endpoint of reachable) {
    const { chain, affinitySet } = namesOf(names, endpoint)
    operations.push(
      addRule(chain, `update @${affinitySet} { ${ip} saddr }`),
      addRule(chain, `meta l4proto ${protocolText(port)} dnat to ${endpoint.text}`),
    )
  }
}

/** Known clients go where they went before; the last rule spreads the others. */
function jumpRules(
  operations: NftablesOperation[],
  chain: string,
  endpoints: readonly EndpointInfo[],
  names: ReadonlyMap<string, EndpointNames>,
  ip: string,
): void {
  const own = endpoints.map((endpoint) => namesOf(names, endpoint))
  for (const { affinitySet, chain: target } of own)
    operations.push(addRule(chain, `${ip} saddr @${affinitySet} goto ${target}`))
  const targets = own.map(({ chain: target }, index) => `${index} : goto ${target}`).join(' , ')
  operations.push(addRule(chain, `numgen random mod ${own.length} vmap { ${targets} }`))
}

function namesOf(names: ReadonlyMap<string, EndpointNames>, { text }: EndpointInfo): EndpointNames {
  const found = names.get(text)
  invariant(found !== undefined, 'every reachable endpoint has names')
  return found
}
