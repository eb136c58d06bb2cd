import type { Family } from '../../../packet/address.ts'

export type SetType =
  | 'hash:ip'
  | 'hash:ip,port'
  | 'hash:ip,port,ip'
  | 'hash:ip,port,net'
  | 'bitmap:port'

/**
 * The sets that kube-proxy keeps, under the names that they have in IPv4, in the order of these names: it
 * walks them in a Go map, here they come sorted (pkg/proxy/ipvs/ipset.go, proxier.go ipsetInfo).
 */
const definitions = {
  'KUBE-CLUSTER-IP': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service cluster ip + port for masquerade purpose',
  },
  'KUBE-EXTERNAL-IP': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port for masquerade and filter purpose',
  },
  'KUBE-EXTERNAL-IP-LOCAL': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port with externalTrafficPolicy=local',
  },
  'KUBE-HEALTH-CHECK-NODE-PORT': {
    type: 'bitmap:port',
    comment: 'Kubernetes health check node port',
  },
  'KUBE-IPVS-IPS': { type: 'hash:ip', comment: 'Addresses on the ipvs interface' },
  'KUBE-LOAD-BALANCER': { type: 'hash:ip,port', comment: 'Kubernetes service lb portal' },
  'KUBE-LOAD-BALANCER-FW': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service load balancer ip + port for load balancer with sourceRange',
  },
  'KUBE-LOAD-BALANCER-LOCAL': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service load balancer ip + port with externalTrafficPolicy=local',
  },
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': {
    type: 'hash:ip,port,net',
    comment: 'Kubernetes service load balancer ip + port + source cidr for packet filter purpose',
  },
  'KUBE-LOAD-BALANCER-SOURCE-IP': {
    type: 'hash:ip,port,ip',
    comment: 'Kubernetes service load balancer ip + port + source IP for packet filter purpose',
  },
  'KUBE-LOOP-BACK': {
    type: 'hash:ip,port,ip',
    comment: 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose',
  },
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH': {
    type: 'hash:ip,port',
    comment:
      "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'",
  },
  'KUBE-NODE-PORT-LOCAL-TCP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport TCP port with externalTrafficPolicy=local',
  },
  'KUBE-NODE-PORT-LOCAL-UDP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport UDP port with externalTrafficPolicy=local',
  },
  'KUBE-NODE-PORT-SCTP-HASH': {
    type: 'hash:ip,port',
    comment: "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'",
  },
  'KUBE-NODE-PORT-TCP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport TCP port for masquerade purpose',
  },
  'KUBE-NODE-PORT-UDP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport UDP port for masquerade purpose',
  },
} as const satisfies Record<string, { readonly type: SetType; readonly comment: string }>

/** The name that a set has in IPv4; it stands for the set in either family. */
export type SetKey = keyof typeof definitions

/** One set of one address family. The comment stands in rules; the kernel's set has none. */
export interface SetDefinition {
  readonly key: SetKey
  /** As the kernel knows it. */
  readonly name: string
  readonly type: SetType
  readonly family: 'inet' | 'inet6'
  readonly comment: string
}

/** In the order in which they are walked. */
export const setKeys = Object.keys(definitions) as readonly SetKey[]

/** The names that kube-proxy destroys when it cleans up (ipvs/cleanup.go): those of IPv4 only. */
export const cleanedSets: readonly string[] = setKeys

/** The kernel's limit (IPSET_MAXNAMELEN − 1): IPv6 names are cut there, kube-proxy's ipset.go NewIPSet. */
const setNameLengthMax = 31

export function setNameOf(key: SetKey, family: Family): string {
  if (family === 'IPv4') return key
  return key.replace('KUBE-', 'KUBE-6-').slice(0, setNameLengthMax)
}

export function setDefinition(key: SetKey, family: Family): SetDefinition {
  return {
    key,
    name: setNameOf(key, family),
    family: family === 'IPv4' ? 'inet' : 'inet6',
    ...definitions[key],
  }
}

/** The set that has this name in one of the families. */
export function findSet(name: string): SetDefinition | undefined {
  for (const family of ['IPv4', 'IPv6'] as const)
    for (const key of setKeys)
      if (setNameOf(key, family) === name) return setDefinition(key, family)
  return undefined
}

/** What follows `ipset create`, as kube-proxy runs it (ipset/ipset.go createSet and its defaults). */
export function setCreation({ name, type, family }: SetDefinition): string {
  const options =
    type === 'bitmap:port' ? 'range 0-65535' : `family ${family} hashsize 1024 maxelem 65536`
  return `${name} ${type} ${options} -exist`
}
