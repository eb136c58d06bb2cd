import type { EndpointSlice } from '../../kubernetes/objects/endpoint-slice.ts'
import { type EndpointInfo, endpointInfo } from './endpoint-info.ts'
import { servicePortKey, servicePortText } from './service-port-name.ts'

/** The endpoints of one Service: by `servicePortKey`, each list sorted by `text`, without repetition. */
export interface EndpointsOfService {
  readonly byPort: ReadonlyMap<string, readonly EndpointInfo[]>
  /** Whether one of the ports is UDP: then a change may leave stale conntrack entries. */
  readonly hasUdp: boolean
}

export const noEndpoints: EndpointsOfService = { byPort: new Map(), hasUdp: false }

/**
 * Joins the slices of one Service (endpointslicecache.go getEndpointsMap). kube-proxy walks them as a Go
 * map; here they come sorted by name. Ports without a number are left out.
 */
export function endpointsOfService(
  serviceName: string,
  slices: readonly EndpointSlice[],
  nodeName: string,
): EndpointsOfService {
  const byPort = new Map<string, EndpointInfo[]>()
  let hasUdp = false
  for (const slice of slices)
    for (const { name, protocol, port } of slice.ports) {
      if (port === undefined || port === 0) continue
      const key = servicePortKey(servicePortText(serviceName, name), protocol)
      const endpoints = byPort.get(key) ?? []
      addEndpoints(endpoints, slice, port, nodeName)
      if (endpoints.length === 0) continue
      byPort.set(key, endpoints)
      hasUdp ||= protocol === 'UDP'
    }
  for (const [key, endpoints] of byPort) byPort.set(key, sortedOnce(endpoints))
  return { byPort, hasUdp }
}

function addEndpoints(
  endpoints: EndpointInfo[],
  slice: EndpointSlice,
  port: number,
  nodeName: string,
): void {
  for (const endpoint of slice.endpoints) {
    // Only the first address counts: all of them are said to be the same endpoint.
    const address = endpoint.addresses[0]
    if (address !== undefined) endpoints.push(endpointInfo(endpoint, address, port, nodeName))
  }
}

/**
 * By `text`, each once. Of several under one address and port the last that is not terminating wins,
 * else the first: the address of a Pod that goes may already belong to another one.
 */
function sortedOnce(endpoints: EndpointInfo[]): EndpointInfo[] {
  if (isStrictlySorted(endpoints)) return endpoints
  endpoints.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  const once: EndpointInfo[] = []
  for (const endpoint of endpoints) {
    if (once.at(-1)?.text !== endpoint.text) once.push(endpoint)
    else if (!endpoint.isTerminating) once[once.length - 1] = endpoint
  }
  return once
}

function isStrictlySorted(endpoints: readonly EndpointInfo[]): boolean {
  let previous = ''
  for (const { text } of endpoints) {
    if (text <= previous) return false
    previous = text
  }
  return true
}
