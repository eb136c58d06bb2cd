import type {
  Endpoint,
  EndpointConditions,
  EndpointHints,
  EndpointPort,
  EndpointSlice,
} from '../../../kubernetes/objects/endpoint-slice.ts'
import type { WatchedObject } from '../../../kubernetes/objects/kubernetes-object.ts'
import type { Metadata } from '../../../kubernetes/objects/metadata.ts'
import type {
  LoadBalancerIngress,
  Service,
  ServicePort,
  ServiceProtocol,
  ServiceSpec,
  ServiceType,
  TrafficPolicy,
} from '../../../kubernetes/objects/service.ts'
import type { Family } from '../../../packet/address.ts'
import {
  booleanIn,
  defined,
  isRecord,
  labelsIn,
  numberIn,
  type RawRecord,
  recordIn,
  recordsIn,
  textIn,
  textsIn,
  withoutNulls,
} from './raw-value.ts'

/** Kinds that a state may hold though kube-proxy does not watch them. */
const otherKinds = ['Endpoints', 'EndpointsList', 'Namespace', 'Pod']

/** Why the tool that made the recordings refuses such an object; undefined: it does not. */
export function objectError(raw: RawRecord): string | undefined {
  const kind = textIn(raw, 'kind') ?? ''
  if (kind.endsWith('List'))
    return itemsOf(raw, kind)
      .map(objectError)
      .find((error) => error !== undefined)
  const isKnown = otherKinds.includes(kind) || watchedKinds.includes(kind)
  return isKnown ? undefined : `unknown kind "${kind}"`
}

const watchedKinds = ['Service', 'EndpointSlice', 'Node', 'ServiceCIDR']

/** k8s.io/api/core/v1 DefaultClientIPServiceAffinitySeconds. */
const affinityTimeoutSeconds = 10_800

/**
 * The objects of a recorded state (also those of lists), with the API server's defaults and nothing else: they
 * are taken as they are, whether an API server would take them or not. Kinds that kube-proxy does not watch
 * are left out.
 */
export function recordedObjects(raw: RawRecord): WatchedObject[] {
  const kind = textIn(raw, 'kind') ?? ''
  if (kind.endsWith('List')) return itemsOf(raw, kind).flatMap(recordedObjects)
  switch (kind) {
    case 'Service':
      return [service(raw)]
    case 'EndpointSlice':
      return [endpointSlice(raw)]
    case 'Node':
      return [
        {
          kind,
          apiVersion: 'v1',
          metadata: metadata(raw, ''),
          spec: { podCIDRs: textsIn(recordIn(raw, 'spec'), 'podCIDRs') },
          status: { addresses: [] },
        },
      ]
    case 'ServiceCIDR':
      return [
        {
          kind,
          apiVersion: 'networking.k8s.io/v1',
          metadata: metadata(raw, ''),
          spec: { cidrs: textsIn(recordIn(raw, 'spec'), 'cidrs') },
        },
      ]
    default:
      return []
  }
}

/** Items of a ServiceList and the like need not say what they are. */
function itemsOf(raw: RawRecord, kind: string): RawRecord[] {
  return recordsIn(raw, 'items').map((item) =>
    'kind' in item ? item : { ...item, kind: kind.slice(0, -'List'.length) },
  )
}

/** What this program does not know stays in, so that a change of it is seen as kube-proxy sees it. */
function metadata(raw: RawRecord, defaultNamespace: string): Metadata {
  const given = withoutNulls(recordIn(raw, 'metadata'))
  return {
    ...given,
    name: textIn(given, 'name') ?? '',
    namespace: textIn(given, 'namespace') || defaultNamespace,
    labels: labelsIn(given, 'labels'),
    annotations: labelsIn(given, 'annotations'),
  }
}

/** pkg/apis/core/v1/defaults.go SetDefaults_Service. */
function service(raw: RawRecord): Service {
  const given = recordIn(raw, 'spec')
  const type = (textIn(given, 'type') || 'ClusterIP') as ServiceType
  const externalIPs = textsIn(given, 'externalIPs')
  const isReachable =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && externalIPs.length > 0)
  const clusterIP = textIn(given, 'clusterIP') ?? ''
  const clusterIPs = textsIn(given, 'clusterIPs')
  const sessionAffinity = (textIn(given, 'sessionAffinity') ||
    'None') as ServiceSpec['sessionAffinity']
  const affinity = recordIn(recordIn(given, 'sessionAffinityConfig'), 'clientIP')
  const timeoutSeconds = numberIn(affinity, 'timeoutSeconds') ?? affinityTimeoutSeconds
  const spec = defined({
    type,
    ports: recordsIn(given, 'ports').map(servicePort),
    clusterIP,
    clusterIPs: clusterIPs.length === 0 && clusterIP !== '' ? [clusterIP] : clusterIPs,
    ipFamilies: textsIn(given, 'ipFamilies') as readonly Family[],
    externalIPs,
    sessionAffinity,
    sessionAffinityConfig:
      sessionAffinity === 'ClientIP' ? { clientIP: { timeoutSeconds } } : undefined,
    internalTrafficPolicy: (textIn(given, 'internalTrafficPolicy') ??
      (type === 'ExternalName' ? undefined : 'Cluster')) as TrafficPolicy | undefined,
    externalTrafficPolicy: (textIn(given, 'externalTrafficPolicy') ||
      (isReachable ? 'Cluster' : undefined)) as TrafficPolicy | undefined,
    healthCheckNodePort: numberIn(given, 'healthCheckNodePort'),
    loadBalancerSourceRanges: textsIn(given, 'loadBalancerSourceRanges'),
  })
  const ingress = recordsIn(recordIn(recordIn(raw, 'status'), 'loadBalancer'), 'ingress')
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadata(raw, 'default'),
    spec,
    status: { loadBalancer: { ingress: ingress.map(loadBalancerIngress) } },
  }
}

function servicePort(raw: RawRecord): ServicePort {
  const port = numberIn(raw, 'port') ?? 0
  return {
    name: textIn(raw, 'name') ?? '',
    protocol: (textIn(raw, 'protocol') || 'TCP') as ServiceProtocol,
    port,
    targetPort: numberIn(raw, 'targetPort') || textIn(raw, 'targetPort') || port,
    nodePort: numberIn(raw, 'nodePort') ?? 0,
  }
}

function loadBalancerIngress(raw: RawRecord): LoadBalancerIngress {
  return defined({
    ip: textIn(raw, 'ip'),
    ipMode: textIn(raw, 'ipMode') as LoadBalancerIngress['ipMode'],
  })
}

/** pkg/apis/discovery/v1/defaults.go. */
function endpointSlice(raw: RawRecord): EndpointSlice {
  const empty = standingEmpty(raw)
  return {
    ...(empty.length === 0 ? {} : { standingEmpty: empty }),
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: metadata(raw, 'default'),
    addressType: (textIn(raw, 'addressType') ?? '') as EndpointSlice['addressType'],
    endpoints: recordsIn(raw, 'endpoints').map(endpoint),
    ports: recordsIn(raw, 'ports').map(endpointPort),
  }
}

function standingEmpty(raw: RawRecord): string[] {
  const owners = recordsIn(raw, 'endpoints').flatMap(
    (one, index): [string, RawRecord, string[]][] => [
      [`endpoints.${index}`, one, ['addresses']],
      [`endpoints.${index}.hints`, recordIn(one, 'hints'), ['forZones', 'forNodes']],
    ],
  )
  owners.push(['', raw, ['endpoints', 'ports']])
  owners.push(['metadata', recordIn(raw, 'metadata'), ['labels', 'annotations']])
  return owners.flatMap(([path, owner, names]) =>
    names.filter((name) => isEmpty(owner[name])).map((name) => `${path}.${name}`),
  )
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : isRecord(value) && Object.keys(value).length === 0
}

function endpoint(asGiven: RawRecord): Endpoint {
  const raw = withoutNulls(asGiven)
  const given = recordIn(raw, 'conditions')
  const conditions: EndpointConditions = defined({
    ready: booleanIn(given, 'ready'),
    serving: booleanIn(given, 'serving'),
    terminating: booleanIn(given, 'terminating'),
  })
  const hints = 'hints' in raw ? endpointHints(recordIn(raw, 'hints')) : undefined
  return defined({
    ...raw,
    addresses: textsIn(raw, 'addresses'),
    conditions,
    nodeName: textIn(raw, 'nodeName'),
    zone: textIn(raw, 'zone'),
    hints,
  })
}

function endpointHints(raw: RawRecord): EndpointHints {
  const names = (field: string) =>
    recordsIn(raw, field).map((hint) => ({ name: textIn(hint, 'name') ?? '' }))
  return { forZones: names('forZones'), forNodes: names('forNodes') }
}

function endpointPort(raw: RawRecord): EndpointPort {
  return defined({
    name: textIn(raw, 'name') ?? '',
    protocol: (textIn(raw, 'protocol') ?? 'TCP') as ServiceProtocol,
    port: numberIn(raw, 'port'),
    appProtocol: textIn(raw, 'appProtocol'),
  })
}
