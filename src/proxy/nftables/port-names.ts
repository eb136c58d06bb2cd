import { nameHash } from '../name-hash.ts'
import type { EndpointInfo } from '../tracking/endpoint-info.ts'
import type { ServicePort } from '../tracking/service-port.ts'

/** The chains of one port of one Service; which of them exist is in its `PortPlan`. */
export interface PortChainNames {
  /** Spreads over the endpoints of the traffic policy Cluster. */
  readonly cluster: string
  /** Spreads over the endpoints of the traffic policy Local. */
  readonly local: string
  /** Takes what comes from outside: node ports, external and load balancer addresses. */
  readonly external: string
  /** Drops what is outside of loadBalancerSourceRanges. */
  readonly firewall: string
}

/** Only with session affinity: the chain that translates to one endpoint, the set of clients that it holds. */
export interface EndpointNames {
  readonly chain: string
  readonly affinitySet: string
}

export const portChainPrefixes: PortChainNames = {
  cluster: 'service-',
  local: 'local-',
  external: 'external-',
  firewall: 'firewall-',
}
export const endpointChainPrefix = 'endpoint-'
export const affinitySetPrefix = 'affinity-'

/** The kernel takes 256 characters; 16 are kept for the prefix (nftables/proxier.go chainNameBaseLengthMax). */
const nameLengthMax = 240

type NamedPort = Pick<ServicePort, 'serviceName' | 'portName' | 'protocol'>

export function portChainNames(port: NamedPort): PortChainNames {
  const base = hashedAndCut(portText(port))
  return {
    cluster: portChainPrefixes.cluster + base,
    local: portChainPrefixes.local + base,
    external: portChainPrefixes.external + base,
    firewall: portChainPrefixes.firewall + base,
  }
}

/** `8BYTHASH-namespace/name/tcp/port__10.0.0.1/80`; the colons of an IPv6 address become dots. */
export function endpointNames(
  port: NamedPort,
  { ip, port: number }: Pick<EndpointInfo, 'ip' | 'port'>,
): EndpointNames {
  const base = hashedAndCut(`${portText(port)}__${ip.replaceAll(':', '.')}/${number}`)
  return { chain: endpointChainPrefix + base, affinitySet: affinitySetPrefix + base }
}

/** `tcp`, as rules and elements write it. */
export function protocolText({ protocol }: Pick<ServicePort, 'protocol'>): string {
  return protocol === 'TCP' ? 'tcp' : protocol.toLowerCase()
}

function portText(port: NamedPort): string {
  return `${port.serviceName}/${protocolText(port)}/${port.portName}`
}

/** The hash makes a name its own that was cut, and those apart to the eye that differ in one digit. */
function hashedAndCut(text: string): string {
  const name = `${nameHash(text, 8)}-${text}`
  return name.length > nameLengthMax ? `${name.slice(0, nameLengthMax - 3)}...` : name
}
