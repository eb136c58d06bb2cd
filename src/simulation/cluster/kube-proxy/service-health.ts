import { type EndpointSlice, serviceNameLabel } from '../../../kubernetes/objects/endpoint-slice.ts'
import type { Service } from '../../../kubernetes/objects/service.ts'
import type { ServiceHealth } from './watch-log.ts'

/** Whether load balancers ask each node for its own endpoints of this Service. */
export function hasHealthCheck({ spec }: Service): boolean {
  return (
    spec.type === 'LoadBalancer' &&
    spec.externalTrafficPolicy === 'Local' &&
    (spec.healthCheckNodePort ?? 0) !== 0
  )
}

/** Ready endpoints by node, each address once (endpointschangetracker.go LocalReadyEndpoints). */
export function serviceHealth(
  service: string,
  object: Service | undefined,
  slices: Iterable<EndpointSlice>,
): ServiceHealth {
  if (object === undefined || !hasHealthCheck(object)) return { service, readyOn: undefined }
  const addresses = new Map<string, Set<string>>()
  for (const { endpoints } of slices)
    for (const { conditions, nodeName = '', addresses: own } of endpoints)
      if (conditions.ready ?? true) {
        const known = addresses.get(nodeName) ?? new Set<string>()
        addresses.set(nodeName, known)
        for (const address of own) known.add(address)
      }
  return { service, readyOn: new Map([...addresses].map(([node, { size }]) => [node, size])) }
}

/** `namespace/name` of the Service that a slice belongs to; undefined: of none. */
export function serviceOfSlice({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels[serviceNameLabel]
  return name === undefined || name === '' ? undefined : `${metadata.namespace}/${name}`
}
