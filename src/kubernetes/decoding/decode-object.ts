import type { InputObject } from '../objects/input-object.ts'
import type { RawDocument } from '../reading/documents.ts'
import { type KnownFields, RawObject } from '../reading/raw-object.ts'
import { decodeEndpointSlice } from './endpoint-slice.ts'
import { decodeEndpoints } from './endpoints.ts'
import { decodeNode, decodeServiceCidr } from './node.ts'
import { decodePod } from './pod.ts'
import { decodeService } from './service.ts'
import { decodeWorkload } from './workload.ts'

const objectFields = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status'])
const sliceFields = new Set(['apiVersion', 'kind', 'metadata', 'addressType', 'endpoints', 'ports'])
const endpointsFields = new Set(['apiVersion', 'kind', 'metadata', 'subsets'])

/** API groups (before the slash) under which a kind is known, today's and those of old manifests. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Service: [''],
  Endpoints: [''],
  Node: [''],
  Pod: [''],
  ReplicationController: [''],
  EndpointSlice: ['discovery.k8s.io'],
  ServiceCIDR: ['networking.k8s.io'],
  Deployment: ['apps', 'extensions'],
  ReplicaSet: ['apps', 'extensions'],
  DaemonSet: ['apps', 'extensions'],
  StatefulSet: ['apps'],
}

/**
 * The object with its defaults set; undefined: a kind that has nothing to do with Services (a
 * `Service` of Knative's group included).
 * @throws UserError E_INVALID for a value of a wrong type, or a field that the API does not have
 */
export function decodeObject(document: RawDocument): InputObject | undefined {
  const { apiVersion, kind, origin } = document
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  if (!Object.hasOwn(groups, kind) || !groups[kind]?.includes(group)) return undefined
  const read = (known: KnownFields) => new RawObject(document.value, kind, document, known)
  switch (kind) {
    case 'Service':
      return decodeService(read(objectFields), origin)
    case 'EndpointSlice':
      return decodeEndpointSlice(read(sliceFields), origin)
    case 'Endpoints':
      return decodeEndpoints(read(endpointsFields), origin)
    case 'Node':
      return decodeNode(read(objectFields), origin)
    case 'ServiceCIDR':
      return decodeServiceCidr(read(objectFields), origin)
    case 'Pod':
      return decodePod(read(objectFields), origin)
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return decodeWorkload(read(objectFields), kind, origin)
    default:
      return undefined
  }
}
