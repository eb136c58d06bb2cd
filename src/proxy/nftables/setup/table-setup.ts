import { localTrafficExpression } from '../../node/local-traffic-detector.ts'
import { isLoopback } from '../../node/node-addresses.ts'
import { matchingNodeAddresses } from '../../node/node-port-addresses.ts'
import { parseSloppyNetwork } from '../../sloppy-address.ts'
import { familyWords, markRule, type NftablesSettings } from '../settings.ts'
import { mapNames, setNames, sharedChainNames as shared, tableComment } from '../table-names.ts'
import {
  addChain,
  addRule,
  type ContainerOperation,
  flushChain,
  type NftablesOperation,
} from '../transaction.ts'
import { baseChainOperations } from './base-chains.ts'
import { sharedContainers } from './shared-containers.ts'

export interface TableSetup {
  /** CIDRs of all ServiceCIDR objects, of both families: only a full sync looks at them. */
  readonly serviceCidrs: readonly string[]
  /** kube-proxy's first full sync, whether it succeeds or not. */
  readonly isFirst: boolean
}

/**
 * What a full sync begins with: everything in the table that belongs to no single Service
 * (nftables/proxier.go setupNFTables). Elements of Services stay.
 */
export function tableSetup(
  settings: NftablesSettings,
  { serviceCidrs, isFirst }: TableSetup,
): NftablesOperation[] {
  const containers = sharedContainers(settings)
  return [
    { kind: 'table', verb: 'add', comment: tableComment },
    ...baseChainOperations(isFirst),
    containers.hairpinConnections,
    ...masqueradingRules(settings),
    containers.clusterIps,
    ...clusterIpRules(settings, serviceCidrs),
    containers.nodePortIps,
    ...nodePortAddressOperations(settings, containers.nodePortIps),
    containers.noEndpointServices,
    containers.noEndpointNodePorts,
    ...endpointCheckOperations(settings),
    containers.firewallIps,
    addRule(shared.firewallCheck, lookup(settings, mapNames.firewallIps)),
    containers.serviceIps,
    containers.serviceNodePorts,
    ...dispatchRules(settings),
  ]
}

function masqueradingRules(settings: NftablesSettings): NftablesOperation[] {
  const { masqueradeMark: mark } = settings
  const { ip } = familyWords(settings)
  return [
    addRule(
      shared.masquerading,
      `mark and ${mark} != 0 mark set mark xor ${mark} masquerade fully-random`,
    ),
    // An endpoint that reaches itself must see another source than its own.
    addRule(
      shared.masquerading,
      `ct status dnat ${ip} saddr . ${ip} daddr . meta l4proto . th dport @${setNames.hairpinConnections} masquerade fully-random`,
    ),
  ]
}

function clusterIpRules(
  settings: NftablesSettings,
  serviceCidrs: readonly string[],
): NftablesOperation[] {
  const { ip } = familyWords(settings)
  const chain = shared.clusterIpsCheck
  const rejection = addRule(
    chain,
    `${ip} daddr @${setNames.clusterIps} reject`,
    'Reject traffic to invalid ports of ClusterIPs',
  )
  // What cannot be read as IPv4 counts as IPv6 (proxier.go OnServiceCIDRsChanged).
  const own = serviceCidrs.filter(
    (cidr) => (parseSloppyNetwork(cidr)?.family === 'IPv4') === (settings.family === 'IPv4'),
  )
  if (own.length === 0) return [rejection]
  return [
    rejection,
    addRule(
      chain,
      `${ip} daddr { ${own.join(',')} } drop`,
      'Drop traffic to unallocated ClusterIPs',
    ),
  ]
}

/** The set exists only where node ports do not answer on every address. */
function nodePortAddressOperations(
  { nodePortAddresses, interfaces }: NftablesSettings,
  set: ContainerOperation,
): NftablesOperation[] {
  if (nodePortAddresses.matchesAll) return [{ ...set, verb: 'delete' }]
  return [
    { ...set, verb: 'flush' },
    ...matchingNodeAddresses(nodePortAddresses, interfaces)
      // Node ports on 127.0.0.1 are for iptables mode alone (KEP-3866).
      .filter((address) => !isLoopback(address))
      .map(
        ({ text }): NftablesOperation => ({
          kind: 'element',
          verb: 'add',
          containerKind: 'set',
          container: set.name,
          key: text,
          value: '',
          comment: undefined,
        }),
      ),
  ]
}

function endpointCheckOperations(settings: NftablesSettings): NftablesOperation[] {
  const comment = `helper for @${mapNames.noEndpointServices} / @${mapNames.noEndpointNodePorts}`
  return [
    { ...addChain(shared.reject), comment },
    flushChain(shared.reject),
    addRule(shared.reject, 'reject'),
    addRule(shared.serviceEndpointsCheck, lookup(settings, mapNames.noEndpointServices)),
    addRule(shared.nodePortEndpointsCheck, nodePortLookup(settings, mapNames.noEndpointNodePorts)),
  ]
}

function dispatchRules(settings: NftablesSettings): NftablesOperation[] {
  const chain = shared.services
  const atLocalAddress = settings.nodePortAddresses.matchesAll ? 'fib daddr type local ' : ''
  return [
    ...clusterIpMasquerade(settings),
    addRule(chain, lookup(settings, mapNames.serviceIps)),
    addRule(chain, atLocalAddress + nodePortLookup(settings, mapNames.serviceNodePorts)),
  ]
}

/** What comes from outside of the cluster to a cluster IP must come back by the node that translated it. */
function clusterIpMasquerade(settings: NftablesSettings): NftablesOperation[] {
  const toClusterIp = `${familyWords(settings).ip} daddr @${setNames.clusterIps}`
  const rule = (match: string, comment: string) => [
    addRule(shared.services, `${toClusterIp} ${match}${markRule(settings)}`, comment),
  ]
  if (settings.masqueradeAll) return rule('', 'masquerade all clusterIP traffic')
  const notLocal = localTrafficExpression(settings.detector, '!= ')
  if (notLocal === undefined) return []
  return rule(`${notLocal} `, 'masquerade clusterIP traffic from outside cluster')
}

function lookup(settings: NftablesSettings, map: string): string {
  return `${familyWords(settings).ip} daddr . meta l4proto . th dport vmap @${map}`
}

function nodePortLookup(settings: NftablesSettings, map: string): string {
  const { ip } = familyWords(settings)
  const loopback = settings.family === 'IPv4' ? '127.0.0.0/8' : '::1'
  const match = settings.nodePortAddresses.matchesAll
    ? `!= ${loopback}`
    : `@${setNames.nodePortIps}`
  return `${ip} daddr ${match} meta l4proto . th dport vmap @${map}`
}
