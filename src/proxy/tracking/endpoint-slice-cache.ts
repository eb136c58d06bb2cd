import { type EndpointSlice, serviceNameLabel } from '../../kubernetes/objects/endpoint-slice.ts'
import type { Family } from '../../packet/address.ts'
import { deepEqual } from './deep-equal.ts'
import { type EndpointsOfService, endpointsOfService, hasUdp } from './endpoints-of-service.ts'
import { serviceNameOf } from './service-port-name.ts'

/** One slice: as the last sync took it, and as it is to be at the next one. */
interface CachedSlice {
  applied: EndpointSlice | undefined
  pending: EndpointSlice | undefined
  /** The pending one is gone. */
  isRemoved: boolean
}

interface SlicesOfService {
  readonly slices: Map<string, CachedSlice>
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
    const known = this.#services.get(serviceName)
    const cached = known?.slices.get(name)
    if (!isChange(cached, slice, isRemoved)) return false
    const service = known ?? this.#add(serviceName)
    if (cached === undefined)
      service.slices.set(name, { applied: undefined, pending: slice, isRemoved })
    else {
      cached.pending = slice
      cached.isRemoved = isRemoved
    }
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
      const after = endpointsOfService(applyPending(service.slices), this.#nodeName)
      service.endpoints = after
      if (service.slices.size === 0) this.#services.delete(serviceName)
      changedServices.add(serviceName)
      needsConntrackCleanup ||= hasUdp(before) || hasUdp(after)
    }
    this.#waiting.clear()
    return { changedServices, needsConntrackCleanup }
  }

  /** As of the last `checkOut`. */
  endpointsOf(serviceName: string): EndpointsOfService {
    return this.#services.get(serviceName)?.endpoints ?? noEndpoints
  }

  #add(serviceName: string): SlicesOfService {
    const service: SlicesOfService = { slices: new Map(), endpoints: noEndpoints }
    this.#services.set(serviceName, service)
    return service
  }
}

const noEndpoints: EndpointsOfService = []

/** endpointslicecache.go esDataChanged: what waits counts before what is applied. */
function isChange(
  cached: CachedSlice | undefined,
  slice: EndpointSlice,
  isRemoved: boolean,
): boolean {
  if (cached?.pending !== undefined)
    return cached.isRemoved !== isRemoved || !deepEqual(cached.pending, slice)
  if (cached?.applied !== undefined) return isRemoved || !deepEqual(cached.applied, slice)
  return !isRemoved
}

/** Returns the slices as they are then, sorted by name. */
function applyPending(slices: Map<string, CachedSlice>): EndpointSlice[] {
  const applied: [name: string, slice: EndpointSlice][] = []
  for (const [name, cached] of slices) {
    if (cached.pending !== undefined) {
      cached.applied = cached.isRemoved ? undefined : cached.pending
      cached.pending = undefined
    }
    if (cached.applied === undefined) slices.delete(name)
    else applied.push([name, cached.applied])
  }
  if (applied.length > 1) applied.sort(([a], [b]) => (a < b ? -1 : 1))
  return applied.map(([, slice]) => slice)
}
