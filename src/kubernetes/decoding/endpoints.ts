import type { Position } from '../../base/user-error.ts'
import type { EndpointAddress, Endpoints, EndpointsPort } from '../objects/endpoints.ts'
import type { ServiceProtocol } from '../objects/service.ts'
import type { RawObject } from '../reading/raw-object.ts'
import { decodeTargetReference } from './endpoint-slice.ts'
import { decodeMetadata } from './metadata.ts'
import { defined } from './optional.ts'

const subsetFields = new Set('addresses notReadyAddresses ports'.split(' '))
const addressFields = new Set('ip hostname nodeName targetRef'.split(' '))
const portFields = new Set('name port protocol appProtocol'.split(' '))

export function decodeEndpoints(raw: RawObject, at?: Position): Endpoints {
  return defined({
    apiVersion: 'v1',
    kind: 'Endpoints' as const,
    metadata: decodeMetadata(raw, true),
    subsets: raw.objects('subsets', 'EndpointSubset', subsetFields).map((subset) => ({
      addresses: decodeAddresses(subset, 'addresses'),
      notReadyAddresses: decodeAddresses(subset, 'notReadyAddresses'),
      ports: subset.objects('ports', 'EndpointPort', portFields).map(decodePort),
    })),
    at,
  })
}

function decodeAddresses(subset: RawObject, field: string): readonly EndpointAddress[] {
  return subset.objects(field, 'EndpointAddress', addressFields).map((raw) =>
    defined({
      ip: raw.string('ip') ?? '',
      hostname: raw.string('hostname') || undefined,
      nodeName: raw.string('nodeName'),
      targetRef: decodeTargetReference(raw),
    }),
  )
}

function decodePort(raw: RawObject): EndpointsPort {
  return defined({
    name: raw.string('name') ?? '',
    port: raw.integer('port') ?? 0,
    protocol: (raw.string('protocol') || 'TCP') as ServiceProtocol,
    appProtocol: raw.string('appProtocol'),
  })
}
