import {
  type ClusterView,
  fullSyncPeriodMs,
  type Proxier,
  type SyncRequest,
  type SyncResult,
} from '../proxier.ts'
import type { ServicePort } from '../tracking/service-port.ts'
import { type NftablesSnapshot, type PortRecord, PortRecords } from './kept/port-records.ts'
import { type LongComment, longComments, withShortComment } from './long-comments.ts'
import { findNameOwner, type NameOwner } from './name-directory.ts'
import { type PortPlan, planPort } from './ports/port-plan.ts'
import { portRules } from './ports/port-rules.ts'
import { affinityNames, portSteps } from './ports/port-steps.ts'
import { familyWords, type NftablesSettings } from './settings.ts'
import { tableSetup } from './setup/table-setup.ts'
import {
  addChain,
  deleteChain,
  flushChain,
  type NftablesOperation,
  type NftablesTransaction,
} from './transaction.ts'

/**
 * How long a chain must have been out of use before it is deleted: kernels before 6.2 take a moment to see
 * that no map leads to it any more (nftables/proxier.go syncProxyRules).
 */
const staleChainAgeMs = 1000

/** kube-proxy's nftables mode, for one family (pkg/proxy/nftables/proxier.go). */
export class NftablesProxier implements Proxier<readonly NftablesTransaction[]> {
  readonly #settings: NftablesSettings
  readonly #apply: (transaction: NftablesTransaction) => boolean
  readonly #records: PortRecords
  #hasSetUp = false
  #lastFullSyncMs = Number.NEGATIVE_INFINITY
  /** Flushed at the last sync, to be deleted when they are old enough. */
  #staleChains: readonly string[] = []
  #staleSinceMs = 0

  /**
   * `apply` gives a transaction to the kernel; false: it took nothing of it. `leftBehind`: what an earlier
   * kube-proxy left in the table.
   */
  constructor(
    settings: NftablesSettings,
    apply: (transaction: NftablesTransaction) => boolean = () => true,
    leftBehind?: NftablesSnapshot,
  ) {
    this.#records = new PortRecords(leftBehind)
    this.#settings = settings
    this.#apply = apply
  }

  noteFullSync(atMs: number): void {
    this.#lastFullSyncMs = Math.max(this.#lastFullSyncMs, atMs)
  }

  /** What each port asked for at the last sync: who is in use, and why. */
  *plans(): IterableIterator<PortPlan> {
    for (const { plan } of this.#records.values()) yield plan
  }

  /** What of Services should be in the kernel now. */
  snapshot(): NftablesSnapshot {
    return this.#records.snapshot()
  }

  /** What a chain, set or map belongs to; undefined: nothing that is in use. */
  ownerOf(name: string): NameOwner | undefined {
    return findNameOwner(name, this.plans())
  }

  /** Ports whose names make nft refuse the whole transaction. */
  longComments(): LongComment[] {
    return this.#settings.cutsComments ? [] : longComments(this.plans())
  }

  /** One transaction; before it another one where chains have been out of use for long enough. */
  sync({
    nowMs,
    fullSyncWanted,
    cluster,
  }: SyncRequest): SyncResult<readonly NftablesTransaction[]> {
    let isFull = fullSyncWanted || nowMs - this.#lastFullSyncMs > fullSyncPeriodMs
    const transactions: NftablesTransaction[] = []
    if (!this.#deleteStaleChains(nowMs, transactions)) isFull = true
    const mustVisit = this.#records.contestants()
    this.#update(cluster, isFull)
    const operations: NftablesOperation[] = []
    if (isFull) this.#setUp(operations, cluster)
    const visited = isFull ? cluster.servicePorts.keys() : this.#portsToVisit(mustVisit, cluster)
    for (const key of visited) {
      const record = this.#records.get(key)
      if (record === undefined) continue
      const isChanged = isFull || cluster.changedServices.has(record.plan.port.serviceName)
      this.#write(record, isChanged, operations)
    }
    const failed = !this.#finish(operations, transactions, nowMs)
    if (isFull && !failed) this.#lastFullSyncMs = nowMs
    return { kind: isFull ? 'full' : 'partial', transaction: transactions, failed }
  }

  /** False: the kernel would not. They are then found again as chains that nobody uses. */
  #deleteStaleChains(nowMs: number, transactions: NftablesTransaction[]): boolean {
    if (this.#staleChains.length === 0 || this.#staleSinceMs >= nowMs - staleChainAgeMs) return true
    const chains = this.#staleChains
    this.#staleChains = []
    if (!this.#run(chains.map(deleteChain), transactions)) return false
    for (const name of chains) this.#records.chains.deleted(name)
    return true
  }

  /** Brings the records up to date with what changed, or all of them. */
  #update(cluster: ClusterView, isFull: boolean): void {
    for (const { key } of cluster.removedPorts) this.#records.delete(key)
    if (isFull) for (const port of cluster.servicePorts.values()) this.#plan(port, cluster)
    else
      for (const serviceName of cluster.changedServices)
        for (const port of cluster.portsOf(serviceName).values()) this.#plan(port, cluster)
  }

  #plan(port: ServicePort, cluster: ClusterView): void {
    const known = this.#records.get(port.key)?.plan.chains
    const plan = planPort(port, cluster.endpointsOf(port), cluster, known)
    const names = affinityNames(plan)
    const steps = portSteps(plan, names, this.#records.containers)
    this.#records.set(port.key, { plan, names, steps })
  }

  #setUp(operations: NftablesOperation[], { serviceCidrs }: ClusterView): void {
    for (const operation of tableSetup(this.#settings, { serviceCidrs, isFirst: !this.#hasSetUp }))
      operations.push(operation)
    this.#hasSetUp = true
  }

  /** What changed, and what is contested, before or after; in the order of the walk. */
  #portsToVisit(contestantsBefore: ReadonlySet<string>, cluster: ClusterView): string[] {
    const keys = new Set([...contestantsBefore, ...this.#records.contestants()])
    for (const serviceName of cluster.changedServices)
      for (const key of cluster.portsOf(serviceName).keys()) keys.add(key)
    return [...keys].sort()
  }

  /** Chains and rules are written only of what changed; elements wherever the kernel has them not. */
  #write(record: PortRecord, isChanged: boolean, operations: NftablesOperation[]): void {
    for (const step of record.steps)
      if (step.kind === 'element') step.container.ensure(step, operations)
      else if (isChanged) operations.push(addChain(step.name), flushChain(step.name))
    if (!isChanged) return
    for (const operation of portRules(record.plan, record.names, this.#settings))
      operations.push(operation)
  }

  /** What is no longer needed, then the transaction; false: the kernel took nothing of it. */
  #finish(
    operations: NftablesOperation[],
    transactions: NftablesTransaction[],
    nowMs: number,
  ): boolean {
    const { chains, affinitySets, containers } = this.#records
    const staleChains = chains.unused()
    for (const name of staleChains) operations.push(flushChain(name))
    for (const name of affinitySets.unused())
      operations.push({ kind: 'set', verb: 'delete', name, declaration: undefined })
    for (const container of Object.values(containers)) container.deleteLeftOver(operations)
    const succeeded = this.#run(operations, transactions)
    this.#staleChains = succeeded ? staleChains : []
    this.#staleSinceMs = nowMs
    for (const container of Object.values(containers))
      if (succeeded) container.keep()
      else container.takeBack()
    if (succeeded) this.#noteNames(operations)
    return succeeded
  }

  #noteNames(operations: readonly NftablesOperation[]): void {
    const { chains, affinitySets } = this.#records
    for (const operation of operations)
      if (operation.kind === 'chain') {
        if (operation.verb === 'add' && operation.name.includes('/')) chains.added(operation.name)
      } else if (operation.kind === 'set' && operation.name.includes('/')) {
        if (operation.verb === 'add') affinitySets.added(operation.name)
        else if (operation.verb === 'delete') affinitySets.deleted(operation.name)
      }
  }

  #run(operations: readonly NftablesOperation[], transactions: NftablesTransaction[]): boolean {
    const { cutsComments } = this.#settings
    const transaction = {
      family: familyWords(this.#settings).ip,
      operations: cutsComments ? operations.map(withShortComment) : operations,
    }
    transactions.push(transaction)
    return this.#apply(transaction)
  }
}
