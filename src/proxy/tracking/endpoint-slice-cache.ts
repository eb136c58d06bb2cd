import { type EndpointSlice, serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { Family } from '../../packet/address.ts'
import { deepEqual } from './deep-equal.ts'
import { type EndpointsOfService, endpointsOfService, noEndpoints } from './endpoints-of-service.ts'
import { serviceNameOf } from './service-port-name.ts'

interface PendingSlice {
  readonly slice: EndpointSlice
  readonly isRemoved: boolean
}

interface SlicesOfService {
  readonly applied: Map<string, EndpointSlice>
  readonly pending: Map<string, PendingSlice>
  endpoints: EndpointsOfService
}

export interface EndpointChanges {
  /** Services (`namespace/name`) one of whose slices changed since the last time. */
  readonly changedServices: ReadonlySet<string>
  /** A Service with a UDP port, before or after, is among them. */
  readonly needsConntrackCleanup: boolean
}

/**
 * Endpoints by Service, and the slice changes that wait for the next sync
 * (pkg/proxy/endpointslicecache.go, endpointschangetracker.go).
 */
export class EndpointSliceCache {
  readonly #family: Family
  readonly #nodeName: string
  readonly #services = new Map<string, SlicesOfService>()
  readonly #waiting = new Set<string>()

  constructor(family: Family, nodeName: string) {
    this.#family = family
    this.#nodeName = nodeName
  }

  /**
   * Notes a slice as it is now, or its removal. True: this asks for a sync. A slice whose Service label
   * changes stays with the old Service too: kube-proxy does not look at what it was before.
   */
  update(slice: EndpointSlice, isRemoved: boolean): boolean {
    const { namespace, name, labels } = slice.metadata
    const label = labels[serviceNameLabel]
    if (slice.addressType !== this.#family) return false
    if (label === undefined || label === '' || namespace === '' || name === '') return false
    const serviceName = serviceNameOf(namespace, label)
    const service = this.#services.get(serviceName)
    if (!isChange(service, name, slice, isRemoved)) return false
    const slices = service ?? this.#add(serviceName)
    slices.pending.set(name, { slice, isRemoved })
    this.#waiting.add(serviceName)
    return true
  }

  /** Applies what waits. */
  checkOut(): EndpointChanges {
    const changedServices = new Set<string>()
    let needsConntrackCleanup = false
    for (const serviceName of this.#waiting) {
      const service = this.#services.get(serviceName)
      if (service === undefined) continue
      const before = service.endpoints
      for (const [name, { slice, isRemoved }] of service.pending)
        if (isRemoved) service.applied.delete(name)
        else service.applied.set(name, slice)
      service.pending.clear()
      const after = endpointsOfService(serviceName, slicesByName(service.applied), this.#nodeName)
      service.endpoints = after
      if (service.applied.size === 0) this.#services.delete(serviceName)
      changedServices.add(serviceName)
      needsConntrackCleanup ||= before.hasUdp || after.hasUdp
    }
    this.#waiting.clear()
    return { changedServices, needsConntrackCleanup }
  }

  /** As of the last `checkOut`. */
  endpointsOf(serviceName: string): EndpointsOfService {
    return this.#services.get(serviceName)?.endpoints ?? noEndpoints
  }

  #add(serviceName: string): SlicesOfService {
    const service: SlicesOfService = {
      applied: new Map(),
      pending: new Map(),
      endpoints: noEndpoints,
    }
    this.#services.set(serviceName, service)
    return service
  }
}

/** endpointslicecache.go esDataChanged: what waits counts before what is applied. */
function isChange(
  service: SlicesOfService | undefined,
  name: string,
  slice: EndpointSlice,
  isRemoved: boolean,
): boolean {
  const pending = service?.pending.get(name)
  if (pending !== undefined)
    return pending.isRemoved !== isRemoved || !deepEqual(pending.slice, slice)
  const applied = service?.applied.get(name)
  if (applied !== undefined) return isRemoved || !deepEqual(applied, slice)
  return !isRemoved
}

function slicesByName(slices: ReadonlyMap<string, EndpointSlice>): EndpointSlice[] {
  if (slices.size <= 1) return [...slices.values()]
  return [...slices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, slice]) => slice)
}
