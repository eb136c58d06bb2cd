import type { Position } from '../../base/user-error.ts'
import type { Family } from '../../packet/address.ts'
import type {
  LoadBalancerIngress,
  Service,
  ServicePort,
  ServiceProtocol,
  ServiceSpec,
  ServiceType,
  TrafficPolicy,
} from '../objects/service.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'

/** k8s.io/api/core/v1 ServiceSpec; `topologyKeys` and `ipFamily` were fields once. */
const specFields = new Set(
  (
    'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP ' +
    'loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort ' +
    'publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy ' +
    'allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution'
  ).split(' '),
)
const portFields = new Set('name protocol appProtocol port targetPort nodePort'.split(' '))
/** Three hours: k8s.io/api/core/v1 DefaultClientIPServiceAffinitySeconds. */
const affinityTimeoutSeconds = 10_800

/**
 * A Service with its defaults (pkg/apis/core/v1/defaults.go SetDefaults_Service). Values are taken as they
 * stand: whether they make sense is for the validation, which wants to see them.
 */
export function decodeService(raw: RawObject, at?: Position): Service {
  const spec = decodeSpec(raw.object('spec', 'ServiceSpec', specFields))
  const status = raw.object('status', 'ServiceStatus')?.object('loadBalancer', 'LoadBalancerStatus')
  const ingress = (status?.objects('ingress', 'LoadBalancerIngress') ?? []).map((item) =>
    decodeIngress(item, spec.type),
  )
  return defined({
    apiVersion: 'v1',
    kind: 'Service' as const,
    metadata: decodeMetadata(raw, true),
    spec,
    status: { loadBalancer: { ingress } },
    at,
  })
}

function decodeSpec(spec: RawObject | undefined): ServiceSpec {
  const type = (spec?.string('type') || 'ClusterIP') as ServiceType
  const externalIPs = spec?.strings('externalIPs') ?? []
  const reachable =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && externalIPs.length > 0)
  const sessionAffinity = (spec?.string('sessionAffinity') ||
    'None') as ServiceSpec['sessionAffinity']
  const clusterIP = spec?.string('clusterIP') ?? ''
  const clusterIPs = spec?.strings('clusterIPs') ?? []
  return defined({
    type,
    ports: (spec?.objects('ports', 'ServicePort', portFields) ?? []).map(decodePort),
    selector: spec?.stringMap('selector'),
    clusterIP,
    // Old clients write the singular field alone (pkg/registry/core/service normalizeClusterIPs).
    clusterIPs: clusterIPs.length === 0 && clusterIP !== '' ? [clusterIP] : clusterIPs,
    ipFamilies: (spec?.strings('ipFamilies') ?? []) as readonly Family[],
    ipFamilyPolicy: spec?.string('ipFamilyPolicy') as ServiceSpec['ipFamilyPolicy'],
    externalIPs,
    externalName: spec?.string('externalName') || undefined,
    sessionAffinity,
    sessionAffinityConfig: decodeAffinity(spec, sessionAffinity),
    internalTrafficPolicy: (spec?.string('internalTrafficPolicy') ??
      (reachable || type === 'ClusterIP' ? 'Cluster' : undefined)) as TrafficPolicy | undefined,
    externalTrafficPolicy: (spec?.string('externalTrafficPolicy') ||
      (reachable ? 'Cluster' : undefined)) as TrafficPolicy | undefined,
    healthCheckNodePort: spec?.integer('healthCheckNodePort') || undefined,
    loadBalancerIP: spec?.string('loadBalancerIP') || undefined,
    loadBalancerClass: spec?.string('loadBalancerClass'),
    loadBalancerSourceRanges: spec?.strings('loadBalancerSourceRanges') ?? [],
    allocateLoadBalancerNodePorts:
      spec?.boolean('allocateLoadBalancerNodePorts') ?? (type === 'LoadBalancer' || undefined),
    publishNotReadyAddresses: spec?.boolean('publishNotReadyAddresses') || undefined,
    trafficDistribution: spec?.string('trafficDistribution'),
  })
}

function decodePort(raw: RawObject): ServicePort {
  const port = raw.integer('port') ?? 0
  return defined({
    name: raw.string('name') ?? '',
    protocol: (raw.string('protocol') || 'TCP') as ServiceProtocol,
    port,
    targetPort: raw.integerOrString('targetPort') || port,
    nodePort: raw.integer('nodePort') ?? 0,
    appProtocol: raw.string('appProtocol'),
  })
}

function decodeAffinity(
  spec: RawObject | undefined,
  affinity: ServiceSpec['sessionAffinity'],
): ServiceSpec['sessionAffinityConfig'] {
  if (affinity === 'None') return undefined
  const config = spec?.object('sessionAffinityConfig', 'SessionAffinityConfig')
  const clientIP = config?.object('clientIP', 'ClientIPConfig')
  const timeoutSeconds = clientIP?.integer('timeoutSeconds')
  if (affinity === 'ClientIP')
    return { clientIP: { timeoutSeconds: timeoutSeconds ?? affinityTimeoutSeconds } }
  if (config === undefined) return undefined
  return clientIP === undefined ? {} : { clientIP: defined({ timeoutSeconds }) }
}

function decodeIngress(raw: RawObject, type: ServiceType): LoadBalancerIngress {
  const ip = raw.string('ip') || undefined
  const ipMode = raw.string('ipMode') as LoadBalancerIngress['ipMode']
  return defined({
    ip,
    hostname: raw.string('hostname') || undefined,
    ipMode: ipMode ?? (ip !== undefined && type === 'LoadBalancer' ? ('VIP' as const) : undefined),
  })
}
