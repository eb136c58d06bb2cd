import { nameHash } from '../name-hash.ts'
import type { ServicePort } from '../tracking/service-port.ts'

/** The kinds of chains that belong to one port of one Service. */
export const portChainPrefixes = {
  /** Spreads over the endpoints of the traffic policy Cluster. */
  cluster: 'KUBE-SVC-',
  /** Spreads over the endpoints of the traffic policy Local. */
  local: 'KUBE-SVL-',
  /** Takes what comes from outside: node ports, external and load balancer addresses. */
  external: 'KUBE-EXT-',
  /** Lets load balancer traffic of loadBalancerSourceRanges pass. */
  firewall: 'KUBE-FW-',
} as const

/** Translates to one endpoint. */
export const endpointChainPrefix = 'KUBE-SEP-'

export type PortChainKind = keyof typeof portChainPrefixes
export type PortChainNames = Readonly<Record<PortChainKind, string>>

/** `namespace/name:porttcp`: what a port's chain names are hashed from (iptables/proxier.go portProtoHash). */
export function hashedText(port: Pick<ServicePort, 'text' | 'protocol'>): string {
  return port.text + protocolArgument(port)
}

export function portChainNames(port: Pick<ServicePort, 'text' | 'protocol'>): PortChainNames {
  const hash = nameHash(hashedText(port))
  return {
    cluster: portChainPrefixes.cluster + hash,
    local: portChainPrefixes.local + hash,
    external: portChainPrefixes.external + hash,
    firewall: portChainPrefixes.firewall + hash,
  }
}

/** `hashed`: `hashedText` of its port; `endpoint`: `address:port`. */
export function endpointChainName(hashed: string, endpoint: string): string {
  return endpointChainPrefix + nameHash(hashed + endpoint)
}

/** Of a chain that belongs to a port or an endpoint (iptables/proxier.go isServiceChainName). */
export function isServiceChainName(name: string): boolean {
  return servicePrefixes.some((prefix) => name.startsWith(prefix))
}

const servicePrefixes = [...Object.values(portChainPrefixes), endpointChainPrefix]

/** `tcp`, as it stands after `-p` and `-m`. */
export function protocolArgument({ protocol }: Pick<ServicePort, 'protocol'>): string {
  return protocol === 'TCP' ? 'tcp' : protocol === 'UDP' ? 'udp' : protocol.toLowerCase()
}
