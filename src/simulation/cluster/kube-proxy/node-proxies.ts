import type { Timeline } from '../../../base/timeline.ts'
import { zoneLabel } from '../../../kubernetes/objects/endpoint-slice.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { Family } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import type { EventStream } from '../../events/event-stream.ts'
import type { EmulatedNode } from '../../node/emulated-node.ts'
import type { KubeProxySettings } from '../cluster-settings.ts'
import type { LivingNode } from '../living-node.ts'
import type { AnyNode } from './any-node.ts'
import { FamilyProxy } from './family-proxy.ts'
import { NodeHistory } from './node-history.ts'
import type { ServiceHealth, WatchedChange, WatchLog } from './watch-log.ts'
import { XtablesLock } from './xtables-lock.ts'

export interface NodeProxiesSetup {
  readonly node: Node
  /** IPv4 first. */
  readonly families: readonly Family[]
  readonly backend?: 'legacy' | 'nft'
  readonly kernelRelease?: string
  readonly configuration: ProxyConfiguration
  readonly settings: KubeProxySettings
  readonly timeline: Timeline
  readonly events: EventStream
  readonly log: WatchLog
  readonly anyNode: AnyNode
  /** Ready endpoints by node, of Services with a health check, as the log's beginning has them. */
  readonly health: readonly ServiceHealth[]
  readonly onMade: (node: EmulatedNode) => void
  /** Load balancers may find it otherwise from now on; undefined: for every Service. */
  readonly onHealth: (node: string, service: string | undefined) => void
}

/** One node: the kube-proxies of its families, each with its own pace, and the kernel that they write into. */
export class NodeProxies implements LivingNode {
  readonly name: string
  readonly history: NodeHistory
  /** Of the node's iptables, where they are legacy ones. */
  readonly xtablesLock: XtablesLock
  readonly #setup: NodeProxiesSetup
  readonly #families: readonly FamilyProxy[]
  readonly #readyHere = new Map<string, number>()
  #configuration: ProxyConfiguration
  #zone: string | undefined
  #isLost = false
  #isUp = false
  /** How many changes of the watch's log have come to the node. */
  #arrived: number
  /** Counts processes: what an earlier one had begun comes to nothing. */
  #process = 0

  constructor(setup: NodeProxiesSetup) {
    const { node, log, configuration, health } = setup
    this.#setup = setup
    this.name = node.metadata.name
    this.#configuration = configuration
    this.#zone = node.metadata.labels[zoneLabel]
    this.#arrived = log.length
    for (const one of health) this.#noteHealth(one)
    this.history = new NodeHistory({ ...setup, startsAt: log.length })
    this.xtablesLock = new XtablesLock(setup.timeline)
    this.#families = setup.families.map(
      (family) =>
        new FamilyProxy({
          family,
          node: this.name,
          timeline: setup.timeline,
          events: setup.events,
          settings: setup.settings,
          history: this.history,
          lock: setup.backend === 'nft' ? undefined : this.xtablesLock,
          isLarge: () => setup.anyNode.isLarge(family),
          arrived: () => this.#arrived,
          synced: (from, to) => this.#synced(from, to),
        }),
    )
  }

  get isLost(): boolean {
    return this.#isLost
  }

  get emulated(): EmulatedNode {
    return this.history.emulated
  }

  /** Its kube-proxy runs and answers for itself at /healthz. */
  get isUp(): boolean {
    return this.#isUp && !this.#isLost
  }

  /** Every change that came to it has been written. */
  get isConverged(): boolean {
    return (
      this.#isUp &&
      this.#families.every(({ isIdle }) => isIdle) &&
      this.#arrived === this.#setup.log.length
    )
  }

  /** Syncs that were made, and those that were only counted because they would have changed nothing. */
  get syncCounts(): { readonly made: number; readonly idle: number } {
    let made = 0
    let idle = 0
    for (const family of this.#families) {
      made += family.syncsMade
      idle += family.idleRuns
    }
    return { made, idle }
  }

  /** By distinct address, as of the last sync. */
  readyHere(service: string): number {
    return this.#readyHere.get(service) ?? 0
  }

  /** The first syncs, which stand at once. */
  start(): void {
    this.#isUp = true
    for (const family of this.#families) family.start(this.#configuration, 0)
  }

  /** The change at this place in the log, and all before it, have come. */
  arrive(index: number): void {
    if (this.#isLost || index < this.#arrived) return
    const news = this.#setup.log.slice(this.#arrived, index + 1)
    this.#arrived = index + 1
    if (!this.#isUp) return
    const isMoved = news.some((change) => this.#moves(change))
    for (const family of this.#families) {
      const asking = news.find(({ asks }) => asks.has(family.family))
      if (isMoved) family.forceFullSync()
      if (isMoved || asking !== undefined)
        family.ask((asking ?? news[0])?.atMs ?? this.#setup.timeline.nowMs())
    }
  }

  lose(): void {
    this.#isLost = true
    this.#setup.onHealth(this.name, undefined)
  }

  /** What it missed comes now. */
  return(): void {
    this.#isLost = false
    if (this.#setup.log.length > this.#arrived) this.arrive(this.#setup.log.length - 1)
    this.#setup.onHealth(this.name, undefined)
  }

  pause(): void {
    for (const family of this.#families) family.runner.pause()
  }

  resume(): void {
    for (const family of this.#families) family.runner.resume()
  }

  restart(configuration = this.#configuration): void {
    this.#configuration = configuration
    this.#isUp = false
    for (const family of this.#families) family.stop()
    this.#setup.onHealth(this.name, undefined)
    this.#process += 1
    const process = this.#process
    this.#setup.timeline.after(this.#setup.settings.restartMs, () => {
      if (process === this.#process) this.#startAnew()
    })
  }

  get configuration(): ProxyConfiguration {
    return this.#configuration
  }

  #startAnew(): void {
    this.#isUp = true
    if (!this.#isLost) this.#arrived = this.#setup.log.length
    this.history.note({ kind: 'start', configuration: this.#configuration, upTo: this.#arrived })
    for (const family of this.#families)
      family.start(this.#configuration, this.#setup.settings.fullSyncDurationMs)
    this.#setup.onHealth(this.name, undefined)
  }

  /** Of its own node, and of its zone alone (pkg/proxy/config NodeTopologyConfig). */
  #moves({ event }: WatchedChange): boolean {
    if (event.kind !== 'applied' || event.object.kind !== 'Node') return false
    const { name, labels } = event.object.metadata
    if (name !== this.name || labels[zoneLabel] === this.#zone) return false
    this.#zone = labels[zoneLabel]
    return true
  }

  #synced(from: number, to: number): void {
    for (const { health } of this.#setup.log.slice(from, to)) {
      if (health === undefined) continue
      this.#noteHealth(health)
      this.#setup.onHealth(this.name, health.service)
    }
  }

  #noteHealth({ service, readyOn }: ServiceHealth): void {
    const count = readyOn?.get(this.name) ?? 0
    if (count === 0) this.#readyHere.delete(service)
    else this.#readyHere.set(service, count)
  }
}
