import {
  type ClusterView,
  fullSyncPeriodMs,
  type Proxier,
  type SyncRequest,
  type SyncResult,
} from '../proxier.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { type BaseRules, baseRules } from './base-rules.ts'
import { isServiceChainName } from './chain-names.ts'
import { type EnsureOperation, jumpOperationsOf } from './jump-rules.ts'
import { declaration, portChains } from './port-chains.ts'
import { type PortPlan, planPort } from './port-plan.ts'
import { PortRecords } from './port-records.ts'
import { filterServiceRules, natServiceRules } from './service-rules.ts'
import type { IptablesSettings } from './settings.ts'
import { isAscii, TextWriter } from './text-writer.ts'

/** What one sync does to the node: first `ensure`, one by one, then `restore`. */
export interface IptablesTransaction {
  /** Empty in a partial sync. */
  readonly ensure: readonly EnsureOperation[]
  /** Standard input of `iptables-restore --noflush --counters` (or `ip6tables-restore`). */
  readonly restore: string
}

/** Strictly more endpoints than these, and text is saved at the cost of comments (iptables/proxier.go). */
const largeClusterEndpointCount = 1000

/** About what an endpoint takes in a full sync, its share of its Service's rules with it. */
const endpointBytes = { declaration: 48, rules: 320 }

/** kube-proxy's iptables mode, for one family (pkg/proxy/iptables/proxier.go). */
export class IptablesProxier implements Proxier<IptablesTransaction> {
  readonly #settings: IptablesSettings
  readonly #apply: (transaction: IptablesTransaction) => boolean
  readonly #base: BaseRules
  readonly #ports: PortRecords
  #lastFullSyncMs = Number.NEGATIVE_INFINITY
  #lastCleanupMs = Number.NEGATIVE_INFINITY
  #isLargeCluster = false
  #isWide = false

  /**
   * `apply` gives a transaction to the kernel; false: it did not take it. `existingChains`: those of the nat
   * table, where an earlier kube-proxy left some.
   */
  constructor(
    settings: IptablesSettings,
    apply: (transaction: IptablesTransaction) => boolean = () => true,
    existingChains: readonly string[] = [],
  ) {
    this.#ports = new PortRecords(existingChains.filter(isServiceChainName))
    this.#settings = settings
    this.#apply = apply
    this.#base = baseRules(settings)
  }

  noteFullSync(atMs: number): void {
    this.#lastFullSyncMs = Math.max(this.#lastFullSyncMs, atMs)
  }

  /** As decided by the last sync. */
  get isLargeCluster(): boolean {
    return this.#isLargeCluster
  }

  /** What the last sync decided for each port, in order. */
  *plans(): IterableIterator<PortPlan> {
    for (const { records } of this.#ports.blocks.inOrder())
      for (const { plan } of records) yield plan
  }

  sync({ nowMs, fullSyncWanted, cluster }: SyncRequest): SyncResult<IptablesTransaction> {
    const isHourly = nowMs - this.#lastFullSyncMs > fullSyncPeriodMs && !this.#isLargeCluster
    const isFull = fullSyncWanted || isHourly
    this.#update(cluster, isFull)
    this.#isLargeCluster = this.#ports.endpointCount > largeClusterEndpointCount
    const staleChains = this.#chainsToRemove(nowMs)
    const transaction = {
      ensure: isFull ? jumpOperationsOf(this.#settings.rejectsForwarded) : [],
      restore: this.#restoreText(cluster, isFull, staleChains),
    }
    const failed = !this.#apply(transaction)
    if (failed) this.#ports.returnStaleChains(staleChains)
    if (isFull && !failed) this.#lastFullSyncMs = nowMs
    return { kind: isFull ? 'full' : 'partial', transaction, failed }
  }

  /** Brings the records up to date with what changed, or all of them. */
  #update(cluster: ClusterView, isFull: boolean): void {
    for (const { key } of cluster.removedPorts) this.#ports.delete(key)
    if (isFull) for (const port of cluster.servicePorts.values()) this.#plan(port, cluster)
    else
      for (const serviceName of cluster.changedServices)
        for (const port of cluster.portsOf(serviceName).values()) this.#plan(port, cluster)
  }

  #plan(port: ServicePort, cluster: ClusterView): void {
    const endpoints = cluster.endpointsOf(port)
    const plan = planPort(port, endpoints, cluster, this.#settings.keepsClientsOfUnready)
    this.#isWide ||= !isAscii(port.text)
    this.#ports.set({
      plan,
      endpointCount: endpoints.length,
      natRules: natServiceRules(plan, this.#settings),
      filterRules: filterServiceRules(plan),
    })
  }

  #restoreText(cluster: ClusterView, isFull: boolean, staleChains: readonly string[]): string {
    const settings = this.#settings
    const isLarge = this.#isLargeCluster
    const filter = new TextWriter(this.#isWide)
    const endpointCount = isFull ? this.#ports.endpointCount : 0
    const chains = new TextWriter(this.#isWide, endpointCount * endpointBytes.declaration)
    const rules = new TextWriter(this.#isWide, endpointCount * endpointBytes.rules)
    filter.write(this.#base.filterHead)
    chains.write(this.#base.natChains)
    rules.write(this.#base.natHead)
    for (const block of this.#ports.blocks.inOrder()) {
      if (!isFull && !block.isChanged) {
        filter.write(block.filterRules)
        rules.write(block.natRules)
        continue
      }
      for (const { plan, natRules, filterRules } of block.records) {
        filter.write(filterRules)
        rules.write(natRules)
        if (!isFull && !cluster.changedServices.has(plan.port.serviceName)) continue
        const own = portChains(plan, settings, isLarge)
        chains.write(own.declarations)
        rules.write(own.rules)
      }
      block.settle()
    }
    for (const chain of staleChains) {
      chains.write(declaration(chain))
      rules.write(`-X ${chain}\n`)
    }
    filter.write(this.#base.filterTail)
    rules.write(this.#base.natTail)
    return filter.text() + chains.text() + rules.text()
  }

  /** Looking for them takes an iptables-save, which is slow in a large cluster: there only now and then. */
  #chainsToRemove(nowMs: number): string[] {
    const isDue = nowMs - this.#lastCleanupMs > this.#settings.syncPeriodMs
    if (this.#isLargeCluster && !isDue) return []
    this.#lastCleanupMs = nowMs
    return this.#ports.takeStaleChains()
  }
}
