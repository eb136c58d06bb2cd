import type { Position } from '../../base/user-error.ts'
import type {
  Endpoint,
  EndpointHints,
  EndpointPort,
  EndpointSlice,
} from '../objects/endpoint-slice.ts'
import type { ServiceProtocol } from '../objects/service.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'

const endpointFields = new Set(
  'addresses conditions hostname targetRef deprecatedTopology nodeName zone hints topology'.split(
    ' ',
  ),
)
const portFields = new Set('name protocol port appProtocol'.split(' '))
const zoneOfV1beta1 = 'topology.kubernetes.io/zone'

/** discovery.k8s.io/v1, and v1beta1 as old dumps have it. Defaults: pkg/apis/discovery/v1/defaults.go. */
export function decodeEndpointSlice(raw: RawObject, at?: Position): EndpointSlice {
  return defined({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice' as const,
    metadata: decodeMetadata(raw, true),
    addressType: (raw.string('addressType') ?? '') as EndpointSlice['addressType'],
    endpoints: raw.objects('endpoints', 'Endpoint', endpointFields).map(decodeEndpoint),
    ports: raw.objects('ports', 'EndpointPort', portFields).map(decodePort),
    at,
  })
}

function decodeEndpoint(raw: RawObject): Endpoint {
  const conditions = raw.object('conditions', 'EndpointConditions')
  const topology = raw.stringMap('topology') ?? raw.stringMap('deprecatedTopology')
  return defined({
    addresses: raw.strings('addresses'),
    conditions: defined({
      ready: conditions?.boolean('ready'),
      serving: conditions?.boolean('serving'),
      terminating: conditions?.boolean('terminating'),
    }),
    hostname: raw.string('hostname'),
    nodeName: raw.string('nodeName') ?? topology?.['kubernetes.io/hostname'],
    zone: raw.string('zone') ?? topology?.[zoneOfV1beta1],
    hints: decodeHints(raw.object('hints', 'EndpointHints')),
    targetRef: decodeTargetReference(raw),
  })
}

function decodeHints(raw: RawObject | undefined): EndpointHints | undefined {
  if (raw === undefined) return undefined
  const names = (field: string, type: string) => {
    const items = raw.objects(field, type)
    return items.length === 0
      ? undefined
      : items.map((item) => ({ name: item.string('name') ?? '' }))
  }
  return defined({ forZones: names('forZones', 'ForZone'), forNodes: names('forNodes', 'ForNode') })
}

export function decodeTargetReference(raw: RawObject): Endpoint['targetRef'] {
  const target = raw.object('targetRef', 'ObjectReference')
  if (target === undefined) return undefined
  return defined({
    kind: target.string('kind'),
    namespace: target.string('namespace'),
    name: target.string('name'),
    uid: target.string('uid'),
  })
}

function decodePort(raw: RawObject): EndpointPort {
  return defined({
    name: raw.string('name') ?? '',
    protocol: (raw.string('protocol') ?? 'TCP') as ServiceProtocol,
    port: raw.integer('port'),
    appProtocol: raw.string('appProtocol'),
  })
}
