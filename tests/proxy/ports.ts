import type { EndpointSlice } from '../../src/kubernetes/objects/endpoint-slice.ts'
import type { Family } from '../../src/packet/address.ts'
import type { EndpointInfo } from '../../src/proxy/tracking/endpoint-info.ts'
import { endpointsOfService } from '../../src/proxy/tracking/endpoints-of-service.ts'
import { type ServicePort, servicePortsOf } from '../../src/proxy/tracking/service-port.ts'
import { service, slice } from './objects.ts'

/** The only port of a Service, as kube-proxy holds it. */
export function onlyPort(
  of: ReturnType<typeof service> = service(),
  family: Family = 'IPv4',
): ServicePort {
  const [port] =
    servicePortsOf(of, `${of.metadata.namespace}/${of.metadata.name}`, family, {})?.values() ?? []
  if (port === undefined) throw new Error('the Service has no port')
  return port
}

/** The endpoints of `shop/web`'s only port on node-1, from slices, or from their short forms. */
export function endpoints(...given: (EndpointSlice | Parameters<typeof slice>[0][number])[]) {
  const slices = given.filter(
    (one): one is EndpointSlice => typeof one === 'object' && 'kind' in one,
  )
  const short = given.filter((one) => typeof one === 'string' || !('kind' in one))
  const all = short.length === 0 ? slices : [...slices, slice(short as Parameters<typeof slice>[0])]
  return endpointsOfService(all, 'node-1').flatMap((port) => port.endpoints)
}

export const texts = (list: readonly EndpointInfo[]) => list.map(({ text }) => text)
