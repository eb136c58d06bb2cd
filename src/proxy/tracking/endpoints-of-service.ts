import type { EndpointPort, EndpointSlice } from '../../kubernetes/objects/endpoint-slice.ts'
import type { ServiceProtocol } from '../../kubernetes/objects/service.ts'
import { type EndpointInfo, endpointInfo } from './endpoint-info.ts'

/** The endpoints of one port of a Service: sorted by `text`, without repetition, at least one. */
export interface PortEndpoints {
  readonly portName: string
  readonly protocol: ServiceProtocol
  readonly endpoints: readonly EndpointInfo[]
}

/** The endpoints of one Service, by port; there are few of these, so that a list does. */
export type EndpointsOfService = readonly PortEndpoints[]

const noEndpoints: readonly EndpointInfo[] = []

export function endpointsOfPort(
  all: EndpointsOfService,
  portName: string,
  protocol: ServiceProtocol,
): readonly EndpointInfo[] {
  for (const port of all)
    if (port.portName === portName && port.protocol === protocol) return port.endpoints
  return noEndpoints
}

/** Whether one of the ports is UDP: then a change may leave stale conntrack entries. */
export function hasUdp(all: EndpointsOfService): boolean {
  return all.some(({ protocol }) => protocol === 'UDP')
}

/**
 * Joins the slices of one Service (endpointslicecache.go getEndpointsMap). kube-proxy walks them as a Go
 * map; here they come sorted by name. Ports without a number are left out.
 */
export function endpointsOfService(
  slices: readonly EndpointSlice[],
  nodeName: string,
): EndpointsOfService {
  const drafts: Draft[] = []
  for (const slice of slices)
    for (const port of slice.ports) {
      if (port.port === undefined || port.port === 0) continue
      addEndpoints(draftFor(drafts, port), slice, port.port, nodeName)
    }
  return drafts
    .filter(({ endpoints }) => endpoints.length > 0)
    .map((draft) => ({ ...draft, endpoints: sortedOnce(draft.endpoints) }))
}

interface Draft {
  readonly portName: string
  readonly protocol: ServiceProtocol
  readonly endpoints: EndpointInfo[]
}

function draftFor(drafts: Draft[], { name, protocol }: EndpointPort): Draft {
  for (const draft of drafts)
    if (draft.portName === name && draft.protocol === protocol) return draft
  const made: Draft = { portName: name, protocol, endpoints: [] }
  drafts.push(made)
  return made
}

function addEndpoints(
  { endpoints }: Draft,
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
  if (isStrictlySorted(endpoints)) return endpoints
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
