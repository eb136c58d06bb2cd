import type { EndpointInfo } from './tracking/endpoint-info.ts'
import type { ServicePort, ServicePortsOfOne } from './tracking/service-port.ts'
import type { SortedMap } from './tracking/sorted-map.ts'

/**
 * One of kube-proxy's three backends, for one address family. It keeps what it wrote; everything that the
 * backends have in common (what is watched and tracked, health checks, conntrack) is in `KubeProxy`.
 */
export interface Proxier<Transaction> {
  /**
   * Writes what the cluster as it is now asks for, and what no longer belongs there. The cost should follow
   * `cluster.changedServices`. A result with `failed` makes the next request a full one.
   */
  sync(request: SyncRequest): SyncResult<Transaction>
  /** A full sync that changed nothing was made then, by nobody's asking; it need not be made here. */
  noteFullSync?(atMs: number): void
}

export interface SyncRequest {
  /** Virtual time. */
  readonly nowMs: number
  /**
   * Somebody asked for a full sync: the start, a zone change, rules that were flushed, a failure before. The
   * proxier itself adds the hourly one. IPVS mode: every sync is a full one.
   */
  readonly fullSyncWanted: boolean
  readonly cluster: ClusterView
}

/** The cluster as of this sync, for one address family. Valid during the sync; the proxier may not change it. */
export interface ClusterView {
  /** By `servicePortKey`; walk it in order. */
  readonly servicePorts: SortedMap<ServicePort>
  /** `namespace/name` → its ports; empty where there are none (any more). */
  portsOf(serviceName: string): ServicePortsOfOne
  /** Sorted by `text`; all of them, ready or not. */
  endpointsOf(port: ServicePort): readonly EndpointInfo[]
  /** Services (`namespace/name`) that changed, or one of whose slices did, since the last sync. */
  readonly changedServices: ReadonlySet<string>
  /** Ports that were there at the last sync and are no longer (their Services are among the changed ones). */
  readonly removedPorts: readonly ServicePort[]
  readonly nodeName: string
  /** '' without one. */
  readonly zone: string
  /** CIDRs of all ServiceCIDR objects, of both families, sorted. */
  readonly serviceCidrs: readonly string[]
}

export interface SyncResult<Transaction> {
  readonly kind: 'full' | 'partial'
  readonly transaction: Transaction
  /** The kernel did not take it: health checks and conntrack stay as they were. */
  readonly failed: boolean
}

/** After this time iptables and nftables mode sync fully without being asked (pkg/proxy/util FullSyncPeriod). */
export const fullSyncPeriodMs = 3_600_000
