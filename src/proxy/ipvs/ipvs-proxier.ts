import type { NetworkInterfaces } from '../node/node-addresses.ts'
import type { ClusterView, Proxier, SyncRequest, SyncResult } from '../proxier.ts'
import type { IpvsRecords } from './directory.ts'
import { nodeLocalAddresses, nodePortTargets } from './plan/node-local-addresses.ts'
import { type PlanContext, type PortPlan, planPort } from './plan/port-plan.ts'
import { PortPlans } from './plan/port-plans.ts'
import { ensureOperations } from './rules/chains.ts'
import { restoreText } from './rules/restore-text.ts'
import { ExcludedNetworks } from './servers/excluded-networks.ts'
import {
  type AppliedServer,
  type CountConnections,
  VirtualServerTable,
} from './servers/virtual-server-table.ts'
import { BoundAddresses } from './sets/bound-addresses.ts'
import { CountedEntries } from './sets/counted-entries.ts'
import { type SetDefinition, type SetKey, setDefinition, setKeys } from './sets/set-definition.ts'
import type { IpvsSettings } from './settings.ts'
import {
  dummyDevice,
  type EntryOperation,
  emptyTransaction,
  type IpvsOperation,
  type IpvsTransaction,
} from './transaction.ts'

export interface IpvsProxierSetup {
  readonly settings: IpvsSettings
  readonly countConnections: CountConnections
  /** What an earlier kube-proxy left in the kernel; without it there is nothing. */
  readonly leftBehind?: IpvsSnapshot
}

/** Everything that kube-proxy keeps in the kernel beside its rules. */
export interface IpvsSnapshot {
  readonly virtualServers: readonly AppliedServer[]
  readonly sets: readonly {
    readonly definition: SetDefinition
    readonly entries: readonly string[]
  }[]
  /** On kube-ipvs0. */
  readonly addresses: readonly string[]
}

/**
 * kube-proxy's IPVS mode for one address family (pkg/proxy/ipvs/proxier.go). kube-proxy goes through everything at every
 * sync; this one looks only where that could change something, and writes the same.
 */
export class IpvsProxier implements Proxier<IpvsTransaction> {
  readonly #settings: IpvsSettings
  readonly #definitions: readonly SetDefinition[]
  readonly #context: Omit<PlanContext, 'topology'>
  readonly #excluded: ExcludedNetworks
  readonly #sets: ReadonlyMap<SetKey, CountedEntries>
  readonly #addresses: BoundAddresses
  readonly #servers: VirtualServerTable
  readonly #plans: PortPlans
  #restore = { of: '', text: '' }
  #isFirst = true

  constructor({ settings, countConnections, leftBehind }: IpvsProxierSetup) {
    this.#settings = settings
    const { family, interfaces } = settings
    this.#definitions = setKeys.map((key) => setDefinition(key, family))
    this.#context = {
      scheduler: settings.scheduler,
      masqueradesLoopBack: settings.masqueradesLoopBack,
      keepsNodesOut: settings.keepsNodesOut,
      nodeAddress: settings.nodeAddress.address,
      localAddresses: new Set(nodeLocalAddresses(family, interfaces)),
      nodePortAddresses: nodePortTargets(family, settings.nodePortAddresses, interfaces),
    }
    this.#excluded = new ExcludedNetworks(family, settings.excludeCidrs)
    const entriesOf = (key: SetKey) =>
      leftBehind?.sets.find(({ definition }) => definition.key === key)?.entries
    this.#sets = new Map(setKeys.map((key) => [key, new CountedEntries(entriesOf(key))]))
    this.#addresses = new BoundAddresses(
      family,
      leftBehind?.addresses ?? addressesOn(dummyDevice, interfaces),
    )
    this.#servers = new VirtualServerTable(countConnections, leftBehind?.virtualServers)
    this.#plans = new PortPlans(this.#sets)
  }

  /** Every sync is a full one. */
  sync({ fullSyncWanted, cluster }: SyncRequest): SyncResult<IpvsTransaction> {
    const isFirst = this.#isFirst
    const unsettled = this.#servers.takeUnsettled()
    const isWhole = isFirst || fullSyncWanted
    const changed = isWhole ? this.#planAll(cluster) : this.#planChanged(cluster)
    const operations: IpvsOperation[] = []
    for (const key of isWhole ? changed : this.#withUnsettled(changed, unsettled))
      this.#syncPort(key, operations)
    this.#deleteUnclaimed(isFirst, operations)
    const { entryOperations, bound, unbound } = this.#takeEntryChanges()
    this.#isFirst = false
    const transaction: IpvsTransaction = {
      ensure: ensureOperations,
      sets: this.#definitions,
      operations,
      boundAddresses: bound,
      entryOperations,
      restore: this.#restoreText(),
      unboundAddresses: unbound,
    }
    return { kind: 'full', transaction, failed: false }
  }

  /**
   * Deletes the terminating servers whose connections have ended. To be called every
   * `terminationCheckPeriodMs`: kube-proxy does it beside its syncs.
   */
  checkTerminating(): IpvsTransaction {
    const operations: IpvsOperation[] = []
    this.#servers.checkTerminating(operations)
    return operations.length === 0 ? emptyTransaction : { ...emptyTransaction, operations }
  }

  /** Whether a sync would have something to do though nothing changed. */
  get hasUnsettled(): boolean {
    return this.#servers.hasUnsettled || this.#plans.hasContended
  }

  /** `VIRTUAL/REAL` of servers that wait for their connections to end, sorted. */
  terminating(): string[] {
    return this.#servers.terminating()
  }

  /** What should be in the kernel now, if it took everything. */
  snapshot(): IpvsSnapshot {
    return {
      virtualServers: [...this.#servers.values()],
      sets: this.#definitions.map((definition) => ({
        definition,
        entries: this.#sets.get(definition.key)?.list() ?? [],
      })),
      addresses: this.#addresses.list(),
    }
  }

  /** What is wanted for each service port, by its key, and what was written for it. */
  records(): IpvsRecords {
    return {
      plans: this.#plans.all(),
      snapshot: this.snapshot(),
      terminating: this.terminating(),
      restore: this.#restore.text,
    }
  }

  #planAll(cluster: ClusterView): readonly string[] {
    for (const { key } of cluster.removedPorts) this.#plans.delete(key)
    const context = this.#contextOf(cluster)
    for (const port of cluster.servicePorts.values())
      this.#plans.set(port.key, planPort(port, cluster.endpointsOf(port), context))
    return cluster.servicePorts.keys()
  }

  #planChanged(cluster: ClusterView): string[] {
    for (const { key } of cluster.removedPorts) this.#plans.delete(key)
    const context = this.#contextOf(cluster)
    const changed: string[] = []
    for (const serviceName of cluster.changedServices)
      for (const [key, port] of cluster.portsOf(serviceName)) {
        this.#plans.set(key, planPort(port, cluster.endpointsOf(port), context))
        changed.push(key)
      }
    return changed
  }

  #contextOf({ nodeName, zone }: ClusterView): PlanContext {
    return { ...this.#context, topology: { nodeName, zone } }
  }

  /** In order, with the ports of virtual servers for which there is something to do at every sync. */
  #withUnsettled(changed: readonly string[], unsettled: readonly string[]): string[] {
    const keys = new Set(changed)
    for (const names of [unsettled, this.#plans.takeContended()])
      for (const name of names) for (const key of this.#plans.claimantsOf(name)) keys.add(key)
    return [...keys].sort()
  }

  #syncPort(key: string, operations: IpvsOperation[]): void {
    const plan: PortPlan | undefined = this.#plans.get(key)
    for (const { virtualServer, endpoints } of plan?.claims ?? []) {
      this.#servers.ensure(virtualServer, operations)
      this.#servers.syncRealServers(virtualServer.text, endpoints, this.#isFirst, operations)
    }
  }

  /** proxier.go cleanLegacyService: those in excludeCIDRs stay as they are. */
  #deleteUnclaimed(isFirst: boolean, operations: IpvsOperation[]): void {
    const lost = this.#plans.takeLost()
    const names = isFirst
      ? [...this.#servers.names()]
          .filter((name) => this.#plans.claimantsOf(name).length === 0)
          .sort()
      : lost
    for (const name of names) {
      const applied = this.#servers.get(name)
      if (applied !== undefined && !this.#excluded.keeps(applied.virtualServer.address))
        this.#servers.delete(name, operations)
    }
  }

  #takeEntryChanges() {
    const entryOperations: EntryOperation[] = []
    let addresses: ReturnType<BoundAddresses['follow']> = { bound: [], unbound: [] }
    for (const set of this.#definitions) {
      const entries = this.#sets.get(set.key)
      if (entries === undefined) continue
      const changes = entries.takeChanges()
      for (const entry of changes.removed) entryOperations.push({ kind: 'delete', set, entry })
      for (const entry of changes.added) entryOperations.push({ kind: 'add', set, entry })
      if (set.key === 'KUBE-IPVS-IPS') addresses = this.#addresses.follow(entries, changes)
    }
    return { entryOperations, ...addresses }
  }

  /** Kept until it may be another one: it depends on which sets have entries, not on how many. */
  #restoreText(): string {
    const hasEntries = (key: SetKey) => (this.#sets.get(key)?.size ?? 0) > 0
    const of = `${setKeys.map((key) => (hasEntries(key) ? 1 : 0))} ${this.#plans.noNodeAccessVersion}`
    if (this.#restore.of !== of) {
      const text = restoreText(this.#settings, hasEntries, this.#plans.noNodeAccess())
      this.#restore = { of, text }
    }
    return this.#restore.text
  }
}

function addressesOn(device: string, interfaces: NetworkInterfaces): string[] {
  return (interfaces[device] ?? []).map((text) => text.split('/')[0] ?? '')
}
