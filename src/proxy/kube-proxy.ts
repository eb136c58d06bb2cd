import {
  type EndpointSlice,
  headlessLabel,
  serviceProxyNameLabel,
} from '../kubernetes/objects/endpoint-slice.ts'
import type { WatchedObject } from '../kubernetes/objects/kubernetes-object.ts'
import type { Service } from '../kubernetes/objects/service.ts'
import type { Family } from '../packet/address.ts'
import type { FeatureGates } from './feature-gates.ts'
import { type ConntrackFlow, staleFlows } from './node/conntrack-cleanup.ts'
import { EarlierConntrackCleanup } from './node/earlier-conntrack-cleanup.ts'
import { hintedAsBefore } from './node/earlier-zone-hints.ts'
import type { ServiceHealthServer } from './node/service-health-server.ts'
import { WatchedNode } from './node/watched-node.ts'
import { WatchedServiceCidrs } from './node/watched-service-cidrs.ts'
import type { ClusterView, Proxier } from './proxier.ts'
import { noToggles, type Toggles } from './toggles.ts'
import type { EndpointInfo } from './tracking/endpoint-info.ts'
import { EndpointSliceCache } from './tracking/endpoint-slice-cache.ts'
import { endpointsOfPort } from './tracking/endpoints-of-service.ts'
import { ServiceChangeTracker } from './tracking/service-change-tracker.ts'
import type { ServicePort } from './tracking/service-port.ts'

export interface KubeProxySetup<Transaction> {
  readonly family: Family
  readonly nodeName: string
  readonly featureGates: FeatureGates
  readonly proxier: Proxier<Transaction>
  readonly healthServer: ServiceHealthServer
  readonly toggles?: Toggles
}

export interface KubeProxySync<Transaction> {
  readonly kind: 'full' | 'partial'
  readonly transaction: Transaction
  readonly failed: boolean
  /** Slices of a Service with a UDP port changed: stale conntrack entries are looked for (`staleFlows`). */
  readonly cleansConntrack: boolean
}

/** What a watch tells: an object as it is now, or that one is gone. */
export type WatchEvent =
  | { readonly kind: 'applied'; readonly object: WatchedObject }
  | {
      readonly kind: 'deleted'
      readonly objectKind: WatchedObject['kind']
      readonly namespace: string
      readonly name: string
    }

/**
 * One kube-proxy on one node, for one address family: takes what it watches, tracks what changed, lets its
 * proxier write it, then answers health checks and cleans conntrack. A dual-stack node runs two of them.
 * Before the first `sync` (when the informers have synced) no event asks for one.
 */
export class KubeProxy<Transaction> {
  readonly healthServer: ServiceHealthServer
  readonly #nodeName: string
  readonly #proxier: Proxier<Transaction>
  readonly #tracker: ServiceChangeTracker
  readonly #slices: EndpointSliceCache
  readonly #node = new WatchedNode()
  readonly #serviceCidrs = new WatchedServiceCidrs()
  readonly #seenServices = new Map<string, Service>()
  readonly #seenSlices = new Map<string, EndpointSlice>()
  readonly #endpointsOf = (port: ServicePort): readonly EndpointInfo[] =>
    endpointsOfPort(this.#slices.endpointsOf(port.serviceName), port.portName, port.protocol)
  readonly #toggles: Toggles
  readonly #earlierCleanup: EarlierConntrackCleanup | undefined
  /** By the last sync, where their UDP entries are to go. */
  #deletedPorts: readonly ServicePort[] = []
  #isStarted = false
  #isSyncWanted = false
  #isFullSyncWanted = true

  constructor(setup: KubeProxySetup<Transaction>) {
    const { family, nodeName, featureGates } = setup
    this.#nodeName = nodeName
    this.#proxier = setup.proxier
    this.#toggles = setup.toggles ?? noToggles
    this.#earlierCleanup = earlierCleanup(this.#toggles)
    this.healthServer = setup.healthServer
    this.#tracker = new ServiceChangeTracker(family, featureGates)
    this.#slices = new EndpointSliceCache(family, nodeName)
  }

  /** Whether an event since the last sync asks for one. */
  get isSyncWanted(): boolean {
    return this.#isSyncWanted
  }

  /** Takes what the watch tells. Objects that kube-proxy's informers do not select are passed over. */
  observe(event: WatchEvent): void {
    const asks = event.kind === 'applied' ? this.#apply(event.object) : this.#delete(event)
    if (asks && this.#isStarted) this.#isSyncWanted = true
  }

  /** What the iptables Monitor does after it saw that the rules were flushed; a sync should follow. */
  forceFullSync(): void {
    this.#isFullSyncWanted = true
  }

  /** All was written then, to no effect: the next full sync may come so much later. */
  noteFullSync(atMs: number): void {
    this.#proxier.noteFullSync?.(atMs)
  }

  sync(nowMs: number): KubeProxySync<Transaction> {
    const services = this.#tracker.checkOut()
    const { changedServices: changedEndpoints, needsConntrackCleanup } = this.#slices.checkOut()
    const changedServices = new Set([...services.changedServices, ...changedEndpoints])
    const { kind, transaction, failed } = this.#proxier.sync({
      nowMs,
      fullSyncWanted: this.#isFullSyncWanted,
      cluster: this.#view(changedServices, services.removedPorts),
    })
    if (this.#toggles.has('kubernetes#141371'))
      this.#deletedPorts = services.removedPorts.filter(({ protocol }) => protocol === 'UDP')
    this.#isStarted = true
    this.#isSyncWanted = false
    // Of a failed sync the changes are gone all the same: only a full sync can make up for them.
    this.#isFullSyncWanted = failed
    if (!failed) this.#syncHealthServer()
    const cleans =
      this.#earlierCleanup?.update(this.#tracker.ports.values(), this.#endpointsOf) ??
      (needsConntrackCleanup || this.#deletedPorts.length > 0)
    return { kind, transaction, failed, cleansConntrack: cleans && !failed }
  }

  /** Those of `flows` that kube-proxy deletes after a sync with `cleansConntrack`. */
  staleFlows<Flow extends ConntrackFlow>(flows: readonly Flow[]): Flow[] {
    if (this.#earlierCleanup !== undefined) return this.#earlierCleanup.staleFlows(flows)
    return staleFlows(flows, this.#tracker.ports.values(), this.#endpointsOf, {
      toggles: this.#toggles,
      deletedPorts: this.#deletedPorts,
    })
  }

  /** The cluster as of the last sync, with nothing changed since. */
  view(): ClusterView {
    return this.#view(new Set(), [])
  }

  #view(changedServices: ReadonlySet<string>, removedPorts: readonly ServicePort[]): ClusterView {
    const endpointsOf = this.#endpointsOf
    const { zone } = this.#node
    return {
      servicePorts: this.#tracker.ports,
      portsOf: (serviceName) => this.#tracker.portsOf(serviceName),
      endpointsOf: this.#toggles.has('kubernetes#106507')
        ? (port) => hintedAsBefore(endpointsOf(port), port, zone)
        : endpointsOf,
      changedServices,
      removedPorts,
      nodeName: this.#nodeName,
      zone,
      serviceCidrs: this.#serviceCidrs.list(),
    }
  }

  #apply(object: WatchedObject): boolean {
    switch (object.kind) {
      case 'Service':
        return this.#setService(keyOf(object.metadata), selects(object) ? object : undefined)
      case 'EndpointSlice':
        return this.#setSlice(keyOf(object.metadata), this.#watchedSlice(object))
      case 'Node':
        return object.metadata.name === this.#nodeName && this.#updateNode(object)
      case 'ServiceCIDR':
        // Nobody syncs because of it: what nftables mode writes changes with its next full sync.
        this.#serviceCidrs.update(object.metadata.name, object)
        return false
    }
  }

  #delete(event: Extract<WatchEvent, { kind: 'deleted' }>): boolean {
    switch (event.objectKind) {
      case 'Service':
        return this.#setService(keyOf(event), undefined)
      case 'EndpointSlice':
        return this.#setSlice(keyOf(event), undefined)
      case 'Node':
        return false
      case 'ServiceCIDR':
        this.#serviceCidrs.update(event.name, undefined)
        return false
    }
  }

  #setService(serviceName: string, current: Service | undefined): boolean {
    const previous = this.#seenServices.get(serviceName)
    if (previous === undefined && current === undefined) return false
    if (current === undefined) this.#seenServices.delete(serviceName)
    else this.#seenServices.set(serviceName, current)
    return this.#tracker.update(serviceName, previous, current)
  }

  #setSlice(key: string, current: EndpointSlice | undefined): boolean {
    const previous = this.#seenSlices.get(key)
    if (current !== undefined) {
      this.#seenSlices.set(key, current)
      return this.#slices.update(current, false)
    }
    this.#seenSlices.delete(key)
    return previous !== undefined && this.#slices.update(previous, true)
  }

  #watchedSlice(slice: EndpointSlice): EndpointSlice | undefined {
    if (isHeadless(slice)) return undefined
    return this.#toggles.has('KEP-1669') ? withoutTerminating(slice) : slice
  }

  #updateNode(node: Extract<WatchedObject, { kind: 'Node' }>): boolean {
    const isMoved = this.#node.update(node)
    if (isMoved) this.#isFullSyncWanted = true
    return isMoved
  }

  #syncHealthServer(): void {
    const ports = this.#tracker.healthCheckNodePorts
    const localEndpoints = new Map<string, number>()
    for (const serviceName of ports.keys())
      localEndpoints.set(serviceName, this.#localReadyAddresses(serviceName))
    this.healthServer.sync(ports, localEndpoints)
  }

  /** By distinct address, over all ports of the slices (endpointschangetracker.go LocalReadyEndpoints). */
  #localReadyAddresses(serviceName: string): number {
    const addresses = new Set<string>()
    for (const { endpoints } of this.#slices.endpointsOf(serviceName))
      for (const { isReady, isLocal, ip } of endpoints) if (isReady && isLocal) addresses.add(ip)
    return addresses.size
  }
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`
}

/** cmd/kube-proxy/app/server.go: the informer leaves out what another proxy handles, and headless Services. */
function selects({ metadata, spec }: Service): boolean {
  return !Object.hasOwn(metadata.labels, serviceProxyNameLabel) && spec.clusterIP !== 'None'
}

function earlierCleanup(toggles: Toggles): EarlierConntrackCleanup | undefined {
  if (toggles.has('kubernetes#48524')) return new EarlierConntrackCleanup(false)
  return toggles.has('kubernetes#127318') ? new EarlierConntrackCleanup() : undefined
}

/** Before KEP-1669 kube-proxy knew only ready endpoints and others; those that terminate are not ready. */
function withoutTerminating(slice: EndpointSlice): EndpointSlice {
  const endpoints = slice.endpoints.filter(({ conditions }) => conditions.terminating !== true)
  return { ...slice, endpoints }
}

function isHeadless({ metadata }: EndpointSlice): boolean {
  return Object.hasOwn(metadata.labels, headlessLabel)
}
