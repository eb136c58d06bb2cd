import { entryOf } from '../../base/entry-of.ts'
import type { IpvsSnapshot } from './ipvs-proxier.ts'
import type { ClaimReason, PortPlan } from './plan/port-plan.ts'
import type { AppliedServer } from './servers/virtual-server-table.ts'
import { findSet, type SetDefinition, type SetKey } from './sets/set-definition.ts'

/** What something that the IPVS proxier wrote belongs to. */
export type IpvsOwner =
  | { readonly kind: 'chain'; readonly chain: string; readonly purpose: string }
  | {
      readonly kind: 'set'
      readonly set: SetDefinition
      readonly purpose: string
      /** Rules of the restore that ask it. */
      readonly rules: readonly string[]
      readonly entries: readonly OwnedEntry[]
    }
  | {
      readonly kind: 'virtual-server'
      readonly server: AppliedServer
      /** Real servers with weight 0 that wait for their connections to end. */
      readonly terminating: readonly string[]
      /** In the order in which a sync comes to them: where there are several, the last one has it. */
      readonly claims: readonly OwnedClaim[]
    }

export interface OwnedEntry {
  readonly entry: string
  /** Keys of the service ports that want it. */
  readonly ports: readonly string[]
}

export interface OwnedClaim {
  /** Key of the service port. */
  readonly port: string
  readonly reason: ClaimReason
}

/** What the proxier knows. */
export interface IpvsRecords {
  readonly plans: ReadonlyMap<string, PortPlan>
  readonly snapshot: IpvsSnapshot
  readonly terminating: readonly string[]
  /** The text of the last restore. */
  readonly restore: string
}

const chainPurposes: Readonly<Record<string, string>> = {
  'KUBE-SERVICES':
    'nat: marks and accepts packets to the addresses in the sets, and leads packets to the node itself on to KUBE-NODE-PORT',
  'KUBE-NODE-PORT':
    'nat: marks packets to node ports for masquerading; filter: lets health checks of load balancers in',
  'KUBE-LOAD-BALANCER':
    'nat: marks packets to load balancer addresses for masquerading, unless their policy is Local',
  'KUBE-MARK-MASQ': 'nat: sets the masquerade mark',
  'KUBE-POSTROUTING':
    'nat: masquerades packets that bear the masquerade mark, and those of an endpoint to itself',
  'KUBE-FORWARD': 'filter: lets forwarded Service traffic pass',
  'KUBE-PROXY-FIREWALL':
    'filter: leads packets to load balancers with loadBalancerSourceRanges to the ranges',
  'KUBE-SOURCE-RANGES-FIREWALL': 'filter: drops packets that come from outside of the ranges',
  'KUBE-IPVS-FILTER':
    'filter: refuses new packets to virtual addresses on ports that no Service has',
  'KUBE-IPVS-OUT-FILTER':
    'filter: drops packets of the node itself to load balancers whose ranges leave it out',
}

const setPurposes: Readonly<Record<SetKey, string>> = {
  'KUBE-CLUSTER-IP': 'cluster IP and port of every service port',
  'KUBE-EXTERNAL-IP': 'external IPs with the policy Cluster: masqueraded',
  'KUBE-EXTERNAL-IP-LOCAL': 'external IPs with the policy Local: not masqueraded',
  'KUBE-HEALTH-CHECK-NODE-PORT': 'healthCheckNodePort of every Service that has one: let in',
  'KUBE-IPVS-IPS': 'every address on kube-ipvs0',
  'KUBE-LOAD-BALANCER': 'load balancer addresses and ports',
  'KUBE-LOAD-BALANCER-FW': 'those of Services with loadBalancerSourceRanges',
  'KUBE-LOAD-BALANCER-LOCAL': 'those of Services with the policy Local: not masqueraded',
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': 'the ranges that may reach a load balancer',
  'KUBE-LOAD-BALANCER-SOURCE-IP':
    'load balancers whose ranges hold the node: it may reach them by their own address',
  'KUBE-LOOP-BACK': 'every local endpoint with itself as the source: masqueraded (hairpin)',
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH': 'SCTP node ports with the policy Local: not masqueraded',
  'KUBE-NODE-PORT-LOCAL-TCP': 'TCP node ports with the policy Local: not masqueraded',
  'KUBE-NODE-PORT-LOCAL-UDP': 'UDP node ports with the policy Local: not masqueraded',
  'KUBE-NODE-PORT-SCTP-HASH': 'SCTP node ports on every address of the node: masqueraded',
  'KUBE-NODE-PORT-TCP': 'TCP node ports: masqueraded',
  'KUBE-NODE-PORT-UDP': 'UDP node ports: masqueraded',
}

/**
 * Everything that a name stands for: a chain and a set may have the same one (KUBE-LOAD-BALANCER). Virtual
 * servers are named `10.96.0.1:80/TCP`; without the protocol, all of that address and port.
 */
export function findIpvsOwners(name: string, records: IpvsRecords): IpvsOwner[] {
  const owners: IpvsOwner[] = []
  const purpose = entryOf(chainPurposes, name)
  if (purpose !== undefined) owners.push({ kind: 'chain', chain: name, purpose })
  const set = findSet(name)
  if (set !== undefined) owners.push(setOwner(set, records))
  for (const server of records.snapshot.virtualServers) {
    const { text } = server.virtualServer
    if (text === name || text.slice(0, text.indexOf('/')) === name)
      owners.push(serverOwner(server, records))
  }
  return owners
}

function setOwner(set: SetDefinition, { plans, snapshot, restore }: IpvsRecords): IpvsOwner {
  const listed = snapshot.sets.find(({ definition }) => definition.name === set.name)
  const portsByEntry = new Map<string, string[]>()
  for (const [port, plan] of plans)
    for (const entry of entriesOf(plan, set.key))
      portsByEntry.set(entry, [...(portsByEntry.get(entry) ?? []), port])
  return {
    kind: 'set',
    set,
    purpose: setPurposes[set.key],
    rules: restore.split('\n').filter((rule) => rule.includes(`--match-set ${set.name} `)),
    entries: (listed?.entries ?? []).map((entry) => ({
      entry,
      ports: portsByEntry.get(entry) ?? [],
    })),
  }
}

/** Each once, though two of its claims may want the same. */
function entriesOf({ entries, claims }: PortPlan, key: SetKey): ReadonlySet<string> {
  if (key === 'KUBE-IPVS-IPS')
    return new Set(
      claims.filter(({ bindsAddress }) => bindsAddress).map((claim) => claim.virtualServer.address),
    )
  return new Set(entries.filter(({ set }) => set === key).map(({ entry }) => entry))
}

function serverOwner(server: AppliedServer, { plans, terminating }: IpvsRecords): IpvsOwner {
  const name = server.virtualServer.text
  const claims: OwnedClaim[] = []
  for (const port of [...plans.keys()].sort())
    for (const { virtualServer, reason } of plans.get(port)?.claims ?? [])
      if (virtualServer.text === name) claims.push({ port, reason })
  const prefix = `${name}/`
  return {
    kind: 'virtual-server',
    server,
    terminating: terminating
      .filter((text) => text.startsWith(prefix))
      .map((text) => text.slice(prefix.length)),
    claims,
  }
}
