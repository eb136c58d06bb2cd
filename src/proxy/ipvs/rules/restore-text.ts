import type { Family } from '../../../packet/address.ts'
import { localTrafficArguments } from '../../node/local-traffic-detector.ts'
import { type SetDefinition, type SetKey, setDefinition } from '../sets/set-definition.ts'
import type { IpvsSettings } from '../settings.ts'
import { chainLines } from './chains.ts'

export type RestoreSettings = Pick<
  IpvsSettings,
  | 'family'
  | 'masqueradeAll'
  | 'masqueradeMark'
  | 'detector'
  | 'hasRandomFully'
  | 'refusesOtherPorts'
>

/** A load balancer's address that the node itself may not reach (kubernetes/kubernetes#119656). */
export interface NoNodeAccess {
  readonly ip: string
  /** In lower case. */
  readonly protocol: string
  readonly port: number
}

interface SetRule {
  readonly set: SetKey
  readonly chain: string
  readonly match: string
  readonly target: string
  readonly protocol?: string
}

/** Rules that stand where their set has entries (pkg/proxy/ipvs/proxier.go ipsetWithIptablesChain). */
const natSetRules: readonly SetRule[] = [
  { set: 'KUBE-LOOP-BACK', chain: 'KUBE-POSTROUTING', match: 'dst,dst,src', target: 'MASQUERADE' },
  {
    set: 'KUBE-LOAD-BALANCER',
    chain: 'KUBE-SERVICES',
    match: 'dst,dst',
    target: 'KUBE-LOAD-BALANCER',
  },
  {
    set: 'KUBE-LOAD-BALANCER-LOCAL',
    chain: 'KUBE-LOAD-BALANCER',
    match: 'dst,dst',
    target: 'RETURN',
  },
  ...nodePortRules('tcp', 'KUBE-NODE-PORT-LOCAL-TCP', 'KUBE-NODE-PORT-TCP', 'dst'),
  ...nodePortRules('udp', 'KUBE-NODE-PORT-LOCAL-UDP', 'KUBE-NODE-PORT-UDP', 'dst'),
  ...nodePortRules('sctp', 'KUBE-NODE-PORT-LOCAL-SCTP-HASH', 'KUBE-NODE-PORT-SCTP-HASH', 'dst,dst'),
]

const firewallSetRules: readonly SetRule[] = [
  {
    set: 'KUBE-LOAD-BALANCER-FW',
    chain: 'KUBE-PROXY-FIREWALL',
    match: 'dst,dst',
    target: 'KUBE-SOURCE-RANGES-FIREWALL',
  },
  {
    set: 'KUBE-LOAD-BALANCER-SOURCE-CIDR',
    chain: 'KUBE-SOURCE-RANGES-FIREWALL',
    match: 'dst,dst,src',
    target: 'RETURN',
  },
  {
    set: 'KUBE-LOAD-BALANCER-SOURCE-IP',
    chain: 'KUBE-SOURCE-RANGES-FIREWALL',
    match: 'dst,dst,src',
    target: 'RETURN',
  },
]

/** Local comes first, so that such a node port is not masqueraded. */
function nodePortRules(protocol: string, local: SetKey, all: SetKey, match: string): SetRule[] {
  const chain = 'KUBE-NODE-PORT'
  return [
    { set: local, chain, match, target: 'RETURN', protocol },
    { set: all, chain, match, target: 'KUBE-MARK-MASQ', protocol },
  ]
}

/**
 * What kube-proxy hands to iptables-restore at every sync: it does not grow with the Services, but for the
 * rules in KUBE-IPVS-OUT-FILTER (proxier.go writeIptablesRules).
 */
export function restoreText(
  settings: RestoreSettings,
  hasEntries: (set: SetKey) => boolean,
  noNodeAccess: Iterable<NoNodeAccess>,
): string {
  const { family } = settings
  const set = (key: SetKey) => setDefinition(key, family)
  const setRules = (rules: readonly SetRule[]) =>
    rules.filter(({ set: key }) => hasEntries(key)).map((rule) => setRule(rule, set(rule.set)))
  const lines = [
    '*nat',
    ...chainLines('nat'),
    `-A KUBE-SERVICES -s ${family === 'IPv4' ? '127.0.0.0/8' : '::1/128'} -j RETURN`,
    ...setRules(natSetRules),
    ...(hasEntries('KUBE-CLUSTER-IP') ? [clusterIpRule(settings, set('KUBE-CLUSTER-IP'))] : []),
    ...externalIpRules(set('KUBE-EXTERNAL-IP'), hasEntries, true),
    ...externalIpRules(set('KUBE-EXTERNAL-IP-LOCAL'), hasEntries, false),
    '-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT',
    '-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ',
    ...acceptRules(family, hasEntries),
    ...masqueradeRules(settings),
    'COMMIT',
    '*filter',
    ...chainLines('filter'),
    ...setRules(firewallSetRules),
    '-A KUBE-SOURCE-RANGES-FIREWALL -j DROP',
    ...noNodeAccessRules(noNodeAccess),
    ...forwardRules(settings),
    healthCheckRule(family),
    ...(settings.refusesOtherPorts ? otherPortsRules(family) : []),
    'COMMIT',
  ]
  return `${lines.join('\n')}\n`
}

function comment({ comment: text }: SetDefinition): string {
  return `-m comment --comment "${text}"`
}

function setRule({ chain, match, target, protocol }: SetRule, set: SetDefinition): string {
  const onProtocol = protocol === undefined ? '' : `-p ${protocol} `
  return `-A ${chain} ${onProtocol}${comment(set)} -m set --match-set ${set.name} ${match} -j ${target}`
}

/** Which clients of a cluster IP are masqueraded: all, those that are not local, or only the node itself. */
function clusterIpRule({ masqueradeAll, detector }: RestoreSettings, set: SetDefinition): string {
  const local = localTrafficArguments(detector)
  const match = masqueradeAll
    ? 'dst,dst'
    : local !== undefined
      ? `dst,dst ! ${local}`
      : // A node client of a cluster IP has that address, which is on kube-ipvs0, as its own too.
        'src,dst'
  return `-A KUBE-SERVICES ${comment(set)} -m set --match-set ${set.name} ${match} -j KUBE-MARK-MASQ`
}

function externalIpRules(
  set: SetDefinition,
  hasEntries: (set: SetKey) => boolean,
  isMasqueraded: boolean,
): string[] {
  if (!hasEntries(set.key)) return []
  const start = `-A KUBE-SERVICES ${comment(set)} -m set --match-set ${set.name} dst,dst`
  const rules = [
    // Roughly: what comes from off the machine.
    `${start} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT`,
    `${start} -m addrtype --dst-type LOCAL -j ACCEPT`,
  ]
  return isMasqueraded ? [`${start} -j KUBE-MARK-MASQ`, ...rules] : rules
}

/** Nothing that stands behind them may block virtual servers. */
function acceptRules(family: Family, hasEntries: (set: SetKey) => boolean): string[] {
  return (['KUBE-CLUSTER-IP', 'KUBE-LOAD-BALANCER'] as const)
    .filter(hasEntries)
    .map((key) => setDefinition(key, family).name)
    .map((name) => `-A KUBE-SERVICES -m set --match-set ${name} dst,dst -j ACCEPT`)
}

function masqueradeRules(settings: RestoreSettings): string[] {
  const mark = settings.masqueradeMark
  const randomly = settings.hasRandomFully ? ' --random-fully' : ''
  return [
    `-A KUBE-POSTROUTING -m mark ! --mark ${mark}/${mark} -j RETURN`,
    `-A KUBE-POSTROUTING -j MARK --xor-mark ${mark}`,
    `-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE${randomly}`,
    `-A KUBE-MARK-MASQ -j MARK --or-mark ${mark}`,
  ]
}

function noNodeAccessRules(noNodeAccess: Iterable<NoNodeAccess>): string[] {
  const rules: string[] = []
  for (const { ip, protocol, port } of noNodeAccess)
    rules.push(
      `-A KUBE-IPVS-OUT-FILTER -s ${ip} -m ipvs --vaddr ${ip} --vproto ${protocol} --vport ${port} -j DROP`,
    )
  return rules
}

function forwardRules(settings: RestoreSettings): string[] {
  const mark = settings.masqueradeMark
  return [
    `-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark ${mark}/${mark} -j ACCEPT`,
    '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  ]
}

/** Like those that follow, it names its set whether that has entries or not. */
function healthCheckRule(family: Family): string {
  const set = setDefinition('KUBE-HEALTH-CHECK-NODE-PORT', family)
  return `-A KUBE-NODE-PORT ${comment(set)} -m set --match-set ${set.name} dst -j ACCEPT`
}

/** No way to the node's own ports by a virtual address: kubernetes/kubernetes#72236. */
function otherPortsRules(family: Family): string[] {
  const returned = (
    [
      'KUBE-LOAD-BALANCER',
      'KUBE-CLUSTER-IP',
      'KUBE-EXTERNAL-IP',
      'KUBE-EXTERNAL-IP-LOCAL',
      'KUBE-HEALTH-CHECK-NODE-PORT',
    ] as const
  ).map((key) => setDefinition(key, family))
  return [
    ...returned.map(
      ({ name, type }) =>
        `-A KUBE-IPVS-FILTER -m set --match-set ${name} ${type === 'bitmap:port' ? 'dst' : 'dst,dst'} -j RETURN`,
    ),
    `-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW -m set --match-set ${setDefinition('KUBE-IPVS-IPS', family).name} dst -j REJECT`,
  ]
}
