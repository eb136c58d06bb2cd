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
import { deepEqual } from './deep-equal.ts'
import { servicePortKey, servicePortText } from './service-port-name.ts'

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
  /** What the Service says beside this, for `equalServicePorts`. */
  readonly said: SaidOfService
}

/** Texts of a Service that change nothing written here, and yet make a change of the Service. */
export interface SaidOfService {
  readonly sessionAffinity: string
  /** Of this family, programmed or not. */
  readonly externalIps: readonly string[]
  /** Of this family; kube-proxy tells "no ranges" (a nil slice) from "a range that means all" (an empty one, whatever the others). */
  readonly sourceRanges: readonly ParsedNetwork[] | 'all'
}

const none: readonly never[] = []

/** The ports of one Service by `key`. */
export type ServicePortsOfOne = ReadonlyMap<string, ServicePort>

/**
 * The ports that kube-proxy handles of this Service in this family; undefined where it skips the Service
 * (servicechangetracker.go serviceToServiceMap). A port that repeats name and protocol hides the one before.
 */
export function servicePortsOf(
  service: Service,
  serviceName: string,
  family: Family,
  gates: FeatureGates,
): ServicePortsOfOne | undefined {
  if (isSkipped(service)) return undefined
  const clusterIp = clusterIpOf(service, family)
  if (clusterIp === '') return undefined
  const clusterIpText = sloppyAddressText(clusterIp)
  const shared = sharedPart(service, serviceName, family, gates)
  const ports = new Map<string, ServicePort>()
  for (const spec of service.spec.ports) {
    const port = servicePort(service, clusterIpText, shared, spec)
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
  for (const [key, port] of a) {
    const other = b.get(key)
    if (other === undefined || !isEqualPort(port, other)) return false
  }
  return true
}

/** Of two ports with the same key. */
function isEqualPort(a: ServicePort, b: ServicePort): boolean {
  return (
    a.clusterIp === b.clusterIp &&
    a.port === b.port &&
    a.nodePort === b.nodePort &&
    a.stickyMaxAgeSeconds === b.stickyMaxAgeSeconds &&
    a.healthCheckNodePort === b.healthCheckNodePort &&
    a.externalPolicyLocal === b.externalPolicyLocal &&
    a.internalPolicyLocal === b.internalPolicyLocal &&
    deepEqual(a.loadBalancerVips, b.loadBalancerVips) &&
    deepEqual(a.said, b.said)
  )
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

/** What all ports of the Service have in common (serviceport.go newBaseServiceInfo). */
interface Shared {
  readonly serviceName: string
  readonly externalIps: readonly string[]
  readonly loadBalancerVips: readonly string[]
  readonly loadBalancerSourceRanges: readonly ParsedNetwork[]
  readonly externalPolicyLocal: boolean
  readonly internalPolicyLocal: boolean
  readonly said: SaidOfService
}

function sharedPart(
  { spec, status }: Service,
  serviceName: string,
  family: Family,
  gates: FeatureGates,
): Shared {
  const externalIps = addressesOf(spec.externalIPs, family)
  const ranges = rangesOf(spec.loadBalancerSourceRanges, family)
  const holdsAll = ranges.some(({ prefix }) => prefix.length === 0)
  const isReachable =
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && spec.externalIPs.length > 0)
  return {
    serviceName,
    externalIps: isEnabled(gates, 'AllowServiceExternalIPs') ? externalIps : none,
    loadBalancerVips: addressesOf(vipsOf(status.loadBalancer.ingress), family),
    loadBalancerSourceRanges: holdsAll ? none : ranges,
    externalPolicyLocal: isReachable && spec.externalTrafficPolicy === 'Local',
    internalPolicyLocal: spec.internalTrafficPolicy === 'Local',
    said: {
      sessionAffinity: spec.sessionAffinity,
      externalIps,
      sourceRanges: holdsAll ? 'all' : ranges,
    },
  }
}

function servicePort(
  { metadata, spec }: Service,
  clusterIp: string,
  shared: Shared,
  port: ServicePortSpec,
): ServicePort {
  const text = servicePortText(shared.serviceName, port.name)
  const { externalPolicyLocal, internalPolicyLocal, said } = shared
  const externallyAccessible =
    port.nodePort !== 0 || shared.loadBalancerVips.length > 0 || said.externalIps.length > 0
  const hasAffinity = spec.sessionAffinity === 'ClientIP'
  const needsHealthCheck = spec.type === 'LoadBalancer' && externalPolicyLocal
  return {
    key: servicePortKey(text, port.protocol),
    text,
    serviceName: shared.serviceName,
    namespace: metadata.namespace,
    name: metadata.name,
    portName: port.name,
    protocol: port.protocol,
    clusterIp,
    port: port.port,
    nodePort: port.nodePort,
    externalIps: shared.externalIps,
    loadBalancerVips: shared.loadBalancerVips,
    loadBalancerSourceRanges: shared.loadBalancerSourceRanges,
    sessionAffinity: hasAffinity ? 'ClientIP' : 'None',
    stickyMaxAgeSeconds: hasAffinity
      ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 0)
      : 0,
    healthCheckNodePort: needsHealthCheck ? (spec.healthCheckNodePort ?? 0) : 0,
    externalPolicyLocal,
    internalPolicyLocal,
    externallyAccessible,
    usesClusterEndpoints: !internalPolicyLocal || externallyAccessible,
    usesLocalEndpoints: internalPolicyLocal || (externalPolicyLocal && externallyAccessible),
    said,
  }
}

/** Ingress addresses in the mode VIP, which is the default: the node answers for them itself. */
function vipsOf(ingress: Service['status']['loadBalancer']['ingress']): readonly string[] {
  if (ingress.length === 0) return none
  return ingress
    .filter(({ ipMode }) => ipMode === undefined || ipMode === 'VIP')
    .map(({ ip }) => ip ?? '')
}

/** util.MapIPsByIPFamily: what cannot be parsed is left out. */
function addressesOf(texts: readonly string[], family: Family): readonly string[] {
  if (texts.length === 0) return none
  const addresses: string[] = []
  for (const text of texts) {
    const parsed = parseSloppyAddress(text)
    if (parsed?.family === family) addresses.push(parsed.text)
  }
  return addresses
}

/** util.MapCIDRsByIPFamily, with the blanks around that validation lets pass. */
function rangesOf(texts: readonly string[], family: Family): readonly ParsedNetwork[] {
  if (texts.length === 0) return none
  const ranges: ParsedNetwork[] = []
  for (const text of texts) {
    const parsed = parseSloppyNetwork(text.trim())
    if (parsed?.family === family) ranges.push(parsed)
  }
  return ranges
}
