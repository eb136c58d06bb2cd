import type { Family } from '../../packet/address.ts'
import type { ProxyConfiguration } from '../configuration.ts'
import { parseSloppyNetwork } from '../sloppy-address.ts'

/** How rules tell traffic of this node's (or the cluster's) pods from other traffic. */
export type LocalTrafficDetector =
  | { readonly kind: 'none' }
  /** By source network, as Go prints it. */
  | { readonly kind: 'network'; readonly network: string }
  /** By the interface that it comes in by. */
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'interface-prefix'; readonly prefix: string }

type DetectorSettings = Pick<
  ProxyConfiguration,
  'detectLocalMode' | 'clusterCidrs' | 'bridgeInterface' | 'interfaceNamePrefix'
>

/** cmd/kube-proxy/app/server_linux.go getLocalDetectors: the first network of this family, or none. */
export function localTrafficDetector(
  family: Family,
  settings: DetectorSettings,
  podCidrs: readonly string[],
): LocalTrafficDetector {
  switch (settings.detectLocalMode) {
    case 'ClusterCIDR':
      return byNetwork(settings.clusterCidrs, family)
    case 'NodeCIDR':
      return byNetwork(podCidrs, family)
    case 'BridgeInterface':
      return { kind: 'interface', name: settings.bridgeInterface }
    case 'InterfaceNamePrefix':
      return { kind: 'interface-prefix', prefix: settings.interfaceNamePrefix }
  }
}

function byNetwork(cidrs: readonly string[], family: Family): LocalTrafficDetector {
  for (const cidr of cidrs) {
    const network = parseSloppyNetwork(cidr.trim())
    if (network?.family === family) return { kind: 'network', network: network.text }
  }
  return { kind: 'none' }
}

/** The iptables arguments that match local traffic; undefined where there is no way to tell. */
export function localTrafficArguments(detector: LocalTrafficDetector): string | undefined {
  switch (detector.kind) {
    case 'none':
      return undefined
    case 'network':
      return `-s ${detector.network}`
    case 'interface':
      return `-i ${detector.name}`
    case 'interface-prefix':
      return `-i ${detector.prefix}+`
  }
}

/** The nft expression that matches local traffic; with `!=` as `operator` the other traffic. */
export function localTrafficExpression(
  detector: LocalTrafficDetector,
  operator: '' | '!= ' = '',
): string | undefined {
  switch (detector.kind) {
    case 'none':
      return undefined
    case 'network':
      return `${detector.network.includes(':') ? 'ip6' : 'ip'} saddr ${operator}${detector.network}`
    case 'interface':
      return `iifname ${operator}${detector.name}`
    case 'interface-prefix':
      return `iifname ${operator}${detector.prefix}*`
  }
}
