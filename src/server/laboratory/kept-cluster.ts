import { UserError } from '../../base/user-error.ts'
import {
  type Cluster,
  changeCluster,
  deleteFromCluster,
  makeCluster,
} from '../../kubernetes/cluster/make-cluster.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import { AddressBook } from '../../simulation/address-book.ts'
import { syncAfterMs } from './change-timing.ts'
import { type ConnectionChange, KeptConnections } from './kept-connections.ts'
import { KeptNodes, type NodeChange } from './kept-nodes.ts'
import type { ClusterChange, ClusterSettings } from './laboratory-request.ts'
import { configurationOf } from './mode-configuration.ts'
import { changedReferences, type ObjectChanges } from './object-changes.ts'
import { ObjectLookup } from './object-lookup.ts'
import { readManifests } from './read-manifests.ts'

/** What one change altered. */
export interface ChangeEffect {
  /** How many changes the cluster has seen, this one included. */
  readonly revision: number
  /** Virtual time at which kube-proxy wrote it. */
  readonly atMs: number
  readonly objects: ObjectChanges
  /** On the nodes that somebody had asked for before. */
  readonly nodes: readonly NodeChange[]
  readonly connections: readonly ConnectionChange[]
  readonly notes: readonly string[]
}

/** Caps of one cluster; what is larger is refused by name. */
export const clusterLimits = {
  nodes: 5_000,
  services: 20_000,
  pods: 200_000,
} as const

/** A cluster that stays: its objects, the nodes that somebody asked for, connections, virtual time. */
export class KeptCluster {
  readonly name: string
  readonly settings: ClusterSettings
  readonly nodes: KeptNodes
  readonly connections = new KeptConnections()
  #cluster: Cluster
  #prepared: Cluster | undefined
  #book: AddressBook | undefined
  #lookup: ObjectLookup | undefined
  #nowMs = 0
  #revision = 1

  /** `changes`: the first is what it is made of. @throws UserError */
  constructor(name: string, settings: ClusterSettings, changes: readonly ClusterChange[]) {
    this.name = name
    this.settings = settings
    const configurations = new Map<ProxyMode, ProxyConfiguration>()
    this.nodes = new KeptNodes((mode) => {
      const known = configurations.get(mode) ?? configurationOf(settings.configuration, mode)
      configurations.set(mode, known)
      return known
    })
    // A configuration that kube-proxy would not take is refused now, not when a node is first asked for.
    configurations.set(settings.mode, configurationOf(settings.configuration, settings.mode))
    const [first, ...later] = changes
    this.#cluster = firstCluster(settings, first)
    for (const change of later) {
      this.#cluster = changed(this.#cluster, change)
      this.#nowMs += syncAfterMs
      this.#revision += 1
    }
  }

  get cluster(): Cluster {
    return this.#cluster
  }

  get nowMs(): number {
    return this.#nowMs
  }

  get revision(): number {
    return this.#revision
  }

  get book(): AddressBook {
    this.#book ??= AddressBook.of(this.#cluster.objects)
    return this.#book
  }

  get lookup(): ObjectLookup {
    this.#lookup ??= new ObjectLookup(this.#cluster.objects, this.book)
    return this.#lookup
  }

  /** Works a change out and keeps it for `commit`. @throws UserError */
  prepare(change: ClusterChange): void {
    this.#prepared = undefined
    this.#prepared = changed(this.#cluster, change)
  }

  commit(): ChangeEffect {
    const before = this.#cluster
    const after = this.#prepared
    if (after === undefined) throw new UserError('E_USAGE', 'no change was prepared')
    this.#prepared = undefined
    this.#cluster = after
    this.#book = undefined
    this.#lookup = undefined
    this.#revision += 1
    this.#nowMs += syncAfterMs
    const nodes = this.nodes.change(before.objects, after.objects, this.#nowMs)
    return {
      revision: this.#revision,
      atMs: this.#nowMs,
      objects: changedReferences(before.objects, after.objects),
      nodes,
      connections: this.connections.update(after.objects, this.#nowMs),
      notes: after.notes.filter((note) => !before.notes.includes(note)),
    }
  }

  /** Lets virtual time pass: entries expire. */
  advance(byMs: number): readonly ConnectionChange[] {
    this.#nowMs += byMs
    return this.connections.update(this.#cluster.objects, this.#nowMs)
  }
}

function firstCluster(settings: ClusterSettings, first: ClusterChange | undefined): Cluster {
  if (first?.kind !== 'apply') throw new UserError('E_USAGE', 'a cluster is made of manifests')
  const { objects, notes } = readManifests(first.manifests)
  const { nodeCount } = settings
  const cluster = makeCluster(objects, nodeCount === undefined ? {} : { nodeCount })
  return withinLimits({ ...cluster, notes: [...notes, ...cluster.notes] })
}

function changed(cluster: Cluster, change: ClusterChange): Cluster {
  if (change.kind === 'delete') return deleteFromCluster(cluster, change.object)
  const { objects, notes } = readManifests(change.manifests)
  const after = changeCluster(cluster, objects)
  return withinLimits({ ...after, notes: [...notes, ...after.notes] })
}

function withinLimits(cluster: Cluster): Cluster {
  const kinds = { Node: 0, Service: 0, Pod: 0, EndpointSlice: 0, ServiceCIDR: 0 }
  for (const { kind } of cluster.objects) kinds[kind] += 1
  const { nodes, services, pods } = clusterLimits
  for (const [what, count, max] of [
    ['Nodes', kinds.Node, nodes],
    ['Services', kinds.Service, services],
    ['Pods', kinds.Pod, pods],
  ] as const)
    if (count > max)
      throw new UserError('E_LIMIT', `${count} ${what}; a cluster here has at most ${max}`)
  return cluster
}
