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
  const isOnce = endpoints.length <= shortListLength ? sortShort(endpoints) : sortLong(endpoints)
  if (isOnce) return endpoints
  const once: EndpointInfo[] = []
  for (const endpoint of endpoints) {
    if (once.at(-1)?.text !== endpoint.text) once.push(endpoint)
    else if (!endpoint.isTerminating) once[once.length - 1] = endpoint
  }
  return once
}

/** Up to here sorting by insertion is quicker than the engine's own. */
const shortListLength = 24

/** Sorts in place, and leaves equal ones in their order. False: there are some. */
function sortShort(endpoints: EndpointInfo[]): boolean {
  let isOnce = true
  for (let index = 1; index < endpoints.length; index += 1) {
    const moving = endpoints[index]
    if (moving === undefined) continue
    const { text } = moving
    let at = index
    for (; at > 0; at -= 1) {
      const below = endpoints[at - 1]
      if (below === undefined || below.text <= text) {
        if (below?.text === text) isOnce = false
        break
      }
      endpoints[at] = below
    }
    endpoints[at] = moving
  }
  return isOnce
}

/** The same for many. */
function sortLong(endpoints: EndpointInfo[]): boolean {
  let isOnce = true
  endpoints.sort((a, b) => {
    if (a.text < b.text) return -1
    if (a.text > b.text) return 1
    isOnce = false
    return 0
  })
  return isOnce
}
