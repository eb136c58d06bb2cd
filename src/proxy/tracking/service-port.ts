import type {
  Service,
  ServicePort as ServicePortSpec,
  ServiceProtocol,
} from '../../kubernetes/objects/service.ts'
import type { Family } from '../../packet/address.ts'
import { type FeatureGates, isEnabled } from '../feature-gates.ts'
import {
  type ParsedNetwork,
  parseSloppyAddress,
  parseSloppyNetwork,
  sloppyAddressText,
} from '../sloppy-address.ts'
import { serviceNameOf, servicePortKey, servicePortText } from './service-port-name.ts'

/**
 * What kube-proxy keeps of one port of one Service, for one address family
 * (pkg/proxy/serviceport.go BaseServicePortInfo). Addresses are text as Go prints them.
 */
export interface ServicePort {
  /** `servicePortKey`: unique, and the order of the walk. */
  readonly key: string
  /** `namespace/name:port` or `namespace/name`. */
  readonly text: string
  /** `namespace/name`. */
  readonly serviceName: string
  readonly namespace: string
  readonly name: string
  /** '' where the port has no name. */
  readonly portName: string
  readonly protocol: ServiceProtocol
  readonly clusterIp: string
  readonly port: number
  /** 0: none. */
  readonly nodePort: number
  /** Those of this family that are programmed (none with AllowServiceExternalIPs off). */
  readonly externalIps: readonly string[]
  /** Ingress addresses of this family with ipMode VIP. */
  readonly loadBalancerVips: readonly string[]
  /** Of this family; empty also where one of them means "all". */
  readonly loadBalancerSourceRanges: readonly ParsedNetwork[]
  readonly sessionAffinity: 'None' | 'ClientIP'
  /** 0 without session affinity. */
  readonly stickyMaxAgeSeconds: number
  /** 0: none. */
  readonly healthCheckNodePort: number
  readonly externalPolicyLocal: boolean
  readonly internalPolicyLocal: boolean
  /** Can be reached by something else than the cluster IP. */
  readonly externallyAccessible: boolean
  /** Ever sends traffic to endpoints chosen by the policy Cluster: also a Local one does, for pods (short circuit). */
  readonly usesClusterEndpoints: boolean
  readonly usesLocalEndpoints: boolean
  /** Everything that a change of makes a change of the Service, as one text. */
  readonly fingerprint: string
}

/** The ports of one Service by `key`. */
export type ServicePortsOfOne = ReadonlyMap<string, ServicePort>

/**
 * The ports that kube-proxy handles of this Service in this family; undefined where it skips the Service
 * (servicechangetracker.go serviceToServiceMap). A port that repeats name and protocol hides the one before.
 */
export function servicePortsOf(
  service: Service | undefined,
  family: Family,
  gates: FeatureGates,
): ServicePortsOfOne | undefined {
  if (service === undefined || isSkipped(service)) return undefined
  const clusterIp = clusterIpOf(service, family)
  if (clusterIp === '') return undefined
  const shared = sharedPart(service, family, gates, sloppyAddressText(clusterIp))
  const ports = new Map<string, ServicePort>()
  for (const spec of service.spec.ports) {
    const port = servicePort(shared, spec)
    ports.set(port.key, port)
  }
  return ports
}

/** reflect.DeepEqual of two such maps: nil and empty differ. */
export function equalServicePorts(
  a: ServicePortsOfOne | undefined,
  b: ServicePortsOfOne | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b
  if (a.size !== b.size) return false
  for (const [key, port] of a) if (b.get(key)?.fingerprint !== port.fingerprint) return false
  return true
}

/** util.ShouldSkipService. */
function isSkipped({ spec }: Service): boolean {
  return spec.clusterIP === '' || spec.clusterIP === 'None' || spec.type === 'ExternalName'
}

/** util.GetClusterIPByFamily; '' where the Service has none of this family. */
function clusterIpOf({ spec }: Service, family: Family): string {
  if (spec.ipFamilies.length === 0) {
    const isIpv6 = parseSloppyAddress(spec.clusterIP)?.family === 'IPv6'
    return isIpv6 === (family === 'IPv6') ? spec.clusterIP : ''
  }
  for (const [index, candidate] of spec.ipFamilies.entries()) {
    const clusterIp = spec.clusterIPs[index]
    if (candidate === family && clusterIp !== undefined) return clusterIp
  }
  return ''
}

type Shared = Omit<
  ServicePort,
  | 'key'
  | 'text'
  | 'portName'
  | 'protocol'
  | 'port'
  | 'nodePort'
  | 'externallyAccessible'
  | 'usesClusterEndpoints'
  | 'usesLocalEndpoints'
> & { readonly hasOtherWayIn: boolean }

/** What all ports of the Service have in common (serviceport.go newBaseServiceInfo). */
function sharedPart(
  { metadata, spec, status }: Service,
  family: Family,
  gates: FeatureGates,
  clusterIp: string,
): Shared {
  const allExternalIps = addressesOf(spec.externalIPs, family)
  const ranges = sourceRanges(spec.loadBalancerSourceRanges, family)
  const loadBalancerVips = addressesOf(
    status.loadBalancer.ingress
      .filter(({ ipMode }) => ipMode === undefined || ipMode === 'VIP')
      .map(({ ip }) => ip ?? ''),
    family,
  )
  const isReachable =
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && spec.externalIPs.length > 0)
  const externalPolicyLocal = isReachable && spec.externalTrafficPolicy === 'Local'
  const needsHealthCheck = spec.type === 'LoadBalancer' && externalPolicyLocal
  const hasAffinity = spec.sessionAffinity === 'ClientIP'
  const rest = {
    clusterIp,
    loadBalancerVips,
    loadBalancerSourceRanges: ranges.some(({ prefix }) => prefix.length === 0) ? [] : ranges,
    sessionAffinity: hasAffinity ? ('ClientIP' as const) : ('None' as const),
    stickyMaxAgeSeconds: hasAffinity
      ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0)
      : 0,
    healthCheckNodePort: needsHealthCheck ? (spec.healthCheckNodePort ?? 0) : 0,
    externalPolicyLocal,
    internalPolicyLocal: spec.internalTrafficPolicy === 'Local',
  }
  return {
    serviceName: serviceNameOf(metadata.namespace, metadata.name),
    namespace: metadata.namespace,
    name: metadata.name,
    externalIps: isEnabled(gates, 'AllowServiceExternalIPs') ? allExternalIps : [],
    hasOtherWayIn: loadBalancerVips.length > 0 || allExternalIps.length > 0,
    // kube-proxy tells "no ranges" from "a range that means all": a nil slice and an empty one differ.
    fingerprint: `${fingerprintOf(rest, spec.sessionAffinity)} ${allExternalIps} ${ranges.map(({ text }) => text)}`,
    ...rest,
  }
}

function fingerprintOf(
  rest: Pick<
    ServicePort,
    | 'clusterIp'
    | 'loadBalancerVips'
    | 'stickyMaxAgeSeconds'
    | 'healthCheckNodePort'
    | 'externalPolicyLocal'
    | 'internalPolicyLocal'
  >,
  affinity: string,
): string {
  return `${rest.clusterIp} ${rest.loadBalancerVips} ${affinity} ${rest.stickyMaxAgeSeconds} ${rest.healthCheckNodePort} ${rest.externalPolicyLocal} ${rest.internalPolicyLocal}`
}

function servicePort(shared: Shared, spec: ServicePortSpec): ServicePort {
  const { hasOtherWayIn, ...common } = shared
  const text = servicePortText(shared.serviceName, spec.name)
  const externallyAccessible = hasOtherWayIn || spec.nodePort !== 0
  return {
    ...common,
    key: servicePortKey(text, spec.protocol),
    text,
    portName: spec.name,
    protocol: spec.protocol,
    port: spec.port,
    nodePort: spec.nodePort,
    externallyAccessible,
    usesClusterEndpoints: !shared.internalPolicyLocal || externallyAccessible,
    usesLocalEndpoints:
      shared.internalPolicyLocal || (shared.externalPolicyLocal && externallyAccessible),
    fingerprint: `${shared.fingerprint} ${spec.port} ${spec.nodePort}`,
  }
}

/** util.MapIPsByIPFamily: what cannot be parsed is left out. */
function addressesOf(texts: readonly string[], family: Family): string[] {
  const addresses: string[] = []
  for (const text of texts) {
    const parsed = parseSloppyAddress(text)
    if (parsed?.family === family) addresses.push(parsed.text)
  }
  return addresses
}

/** util.MapCIDRsByIPFamily, with the blanks around that validation lets pass. */
function sourceRanges(texts: readonly string[], family: Family): ParsedNetwork[] {
  const ranges: ParsedNetwork[] = []
  for (const text of texts) {
    const parsed = parseSloppyNetwork(text.trim())
    if (parsed?.family === family) ranges.push(parsed)
  }
  return ranges
}
