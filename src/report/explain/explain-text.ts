import { printRule } from '../../kernel/iptables/text/rule-writer.ts'
import { type EndpointUse, useReasons } from '../../proxy/endpoint-use.ts'
import type { ChainOwner, chainsOf } from '../../proxy/iptables/chain-directory.ts'
import type { PortPlan } from '../../proxy/iptables/port-plan.ts'
import type { NameOwner } from '../../proxy/nftables/name-directory.ts'
import type { ServicePort } from '../../proxy/tracking/service-port.ts'
import type { IptablesMode } from '../../simulation/node/iptables-mode.ts'
import type { IpvsMode } from '../../simulation/node/ipvs-mode.ts'
import type { NodeMode } from '../../simulation/node/node-mode.ts'
import { formatTable } from '../table.ts'

/** A port of a Service, with everything that was decided about it on this node. */
export interface ExplainedPort {
  readonly port: ServicePort
  readonly plan: PortPlan
  readonly chains: ReturnType<typeof chainsOf>
  readonly uses: readonly EndpointUse[]
}

type NameOf = (ip: string) => string | undefined

/** A port: how it is reached, its chains, and why each endpoint is used or not. */
export function formatPort(
  explained: ExplainedPort,
  mode: NodeMode,
  nameOf: NameOf,
  only: ((endpoint: EndpointUse['endpoint']) => boolean) | undefined,
): string {
  const { port, chains, uses } = explained
  const shown = uses.filter(({ endpoint }) => only === undefined || only(endpoint))
  return [
    `SERVICE  ${port.text} ${port.port}/${port.protocol} (${mode.family})\n${describeWaysIn(port)}`,
    // The other modes have no chain of their own for each Service and endpoint.
    ...(mode.mode === 'iptables' ? [formatChains(chains)] : []),
    formatUses(shown, explained, nameOf),
  ].join('\n')
}

function formatChains(chains: ExplainedPort['chains']): string {
  return formatTable(
    [{ header: 'CHAIN' }, { header: 'PURPOSE' }],
    chains
      .filter(({ owner }) => owner.kind === 'port')
      .map(({ chain, owner }) => [chain, owner.purpose]),
  )
}

/** A chain: whose it is, which rules lead to it, and what is in it. */
export function formatChain(
  name: string,
  owner: ChainOwner | NameOwner,
  mode: NodeMode,
  ports: readonly ExplainedPort[],
  nameOf: NameOf,
): string {
  const head = [`CHAIN  ${name} (${mode.family}): ${owner.purpose}`]
  if (owner.kind !== 'base' && owner.kind !== 'shared')
    head.push(`SERVICE  ${owner.port.text} ${owner.port.port}/${owner.port.protocol}`)
  if (owner.kind === 'endpoint') {
    const { endpoint } = owner
    const pod = nameOf(endpoint.ip)
    head.push(`ENDPOINT  ${endpoint.text}${pod === undefined ? '' : ` (${pod})`}`)
    const use = ports
      .find(({ port }) => port.key === owner.port.key)
      ?.uses.find((one) => one.endpoint.text === endpoint.text)
    if (use !== undefined) head.push(...describeUse(use))
  }
  return `${[...head, '', ...rulesAbout(name, mode)].join('\n')}\n`
}

function describeWaysIn(port: ServicePort): string {
  const policy = (local: boolean) => (local ? 'Local' : 'Cluster')
  const ways = [
    `  cluster IP ${port.clusterIp}:${port.port}, internalTrafficPolicy ${policy(port.internalPolicyLocal)}`,
    ...port.externalIps.map((ip) => `  external IP ${ip}:${port.port}`),
    ...port.loadBalancerVips.map((ip) => `  load balancer ${ip}:${port.port}`),
    ...(port.nodePort === 0 ? [] : [`  node port ${port.nodePort}`]),
    ...(port.externallyAccessible
      ? [`  externalTrafficPolicy ${policy(port.externalPolicyLocal)}`]
      : []),
    ...(port.sessionAffinity === 'None'
      ? []
      : [`  session affinity by client address, ${port.stickyMaxAgeSeconds} s`]),
    ...(port.healthCheckNodePort === 0
      ? []
      : [`  health check node port ${port.healthCheckNodePort}`]),
  ]
  return `${ways.join('\n')}\n`
}

function formatUses(
  uses: readonly EndpointUse[],
  { chains, port }: ExplainedPort,
  nameOf: NameOf,
): string {
  if (uses.length === 0)
    return 'no endpoints: kube-proxy refuses connections with ICMP port unreachable (filter REJECT)\n'
  const chainOf = (text: string) =>
    chains.find(({ owner }) => owner.kind === 'endpoint' && owner.endpoint.text === text)?.chain
  const policies = policiesOf(port)
  const rows = uses.map((use) => [
    use.endpoint.text,
    nameOf(use.endpoint.ip) ?? '<none>',
    chainOf(use.endpoint.text) ?? '<none>',
    ...policies.map((policy) => (useReasons[use[policy]].isUsed ? 'used' : 'not used')),
    policies
      .map((policy) => useReasons[use[policy]].text)
      .filter(isFirst)
      .join('; '),
  ])
  const headers = policies.map((policy) => ({ header: policy.toUpperCase() }))
  const columns = [
    { header: 'ENDPOINT' },
    { header: 'NAME' },
    { header: 'CHAIN' },
    ...headers,
    { header: 'BECAUSE IT' },
  ]
  const sources = uses.flatMap((use) => policies.map((policy) => useReasons[use[policy]].source))
  return `${formatTable(columns, rows)}decided by ${sources.filter(isFirst).join(' and ')} (kube-proxy v1.36)\n`
}

function describeUse(use: EndpointUse): string[] {
  return (['cluster', 'local'] as const)
    .filter((policy) => use[policy] !== 'policy-unused')
    .map((policy) => {
      const { isUsed, text, source } = useReasons[use[policy]]
      const name = policy === 'cluster' ? 'Cluster' : 'Local'
      return `  ${isUsed ? 'used' : 'not used'} by the traffic policy ${name}: it ${text} (${source})`
    })
}

function policiesOf(port: ServicePort): ('cluster' | 'local')[] {
  return [
    ...(port.usesClusterEndpoints ? (['cluster'] as const) : []),
    ...(port.usesLocalEndpoints ? (['local'] as const) : []),
  ]
}

function rulesAbout(name: string, mode: NodeMode): string[] {
  const { leading, own } =
    mode.mode === 'nftables' ? linesAbout(name, mode.engine.list()) : iptablesRules(name, mode)
  return ['RULES THAT LEAD HERE', ...orNone(leading), '', 'RULES IN IT', ...orNone(own)]
}

function iptablesRules(name: string, { engine }: IptablesMode | IpvsMode) {
  const leading: string[] = []
  const own: string[] = []
  for (const table of engine.tables())
    for (const chain of table.chains.values())
      for (const [index, rule] of chain.rules.entries()) {
        const line = `  ${table.name}:${chain.name}:rule:${index + 1} ${printRule(rule)}`
        const { action } = rule
        const leadsHere =
          (action.kind === 'jump' || action.kind === 'goto') && action.chain === name
        if (leadsHere) leading.push(line)
        if (chain.name === name) own.push(line)
      }
  return { leading, own }
}

/** In what nft lists: what stands in the named block, and what names it elsewhere. */
function linesAbout(name: string, listing: string) {
  const leading: string[] = []
  const own: string[] = []
  let block = ''
  for (const line of listing.split('\n')) {
    const head = /^\t(?:chain|set|map) (\S+) \{/.exec(line)
    if (head !== null) block = head[1] ?? ''
    else if (line === '\t}') block = ''
    else if (block === name) own.push(`  ${line.trim()}`)
    else if (line.includes(name)) leading.push(`  ${block}: ${line.trim()}`)
  }
  return { leading, own }
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  <none>'] : lines
}

function isFirst<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index
}
