import type { InstantMs } from '../../../base/clock.ts'
import type { Node } from '../../../kubernetes/objects/node.ts'
import type { Family } from '../../../packet/address.ts'
import type { ProxyConfiguration } from '../../../proxy/configuration.ts'
import { EmulatedNode } from '../../node/emulated-node.ts'
import type { NodeSync } from '../../node/node-mode.ts'
import type { WatchLog } from './watch-log.ts'

/** What a node's kube-proxies did to its kernel. `upTo`: how many of the watch's changes they knew by then. */
export type NodeDeed =
  | {
      readonly kind: 'sync'
      readonly family: Family
      readonly upTo: number
      readonly atMs: InstantMs
      /** All is written anew. */
      readonly isForced: boolean
      /** When all was written for the last time, or would have been: such syncs are only counted. */
      readonly lastFullMs: InstantMs
      /** False: somebody else held the xtables lock. */
      readonly hasLock: boolean
    }
  | { readonly kind: 'start'; readonly configuration: ProxyConfiguration; readonly upTo: number }

export interface NodeHistorySetup {
  readonly node: Node
  readonly log: WatchLog
  readonly configuration: ProxyConfiguration
  readonly families?: readonly Family[]
  readonly backend?: 'legacy' | 'nft'
  readonly kernelRelease?: string
  /** How many changes the node's first kube-proxies know when they start. */
  readonly startsAt: number
  /** Called with the node once it is made. */
  readonly onMade: (node: EmulatedNode) => void
}

/**
 * A node's kernel and kube-proxies, made when somebody first asks for them: until then only what was done is
 * noted, and then done once more. As no packet ever passed, it comes to the same.
 */
export class NodeHistory {
  readonly #setup: NodeHistorySetup
  readonly #observed = new Map<Family, number>()
  #deeds: NodeDeed[] = []
  #made: EmulatedNode | undefined

  constructor(setup: NodeHistorySetup) {
    this.#setup = setup
  }

  get isMade(): boolean {
    return this.#made !== undefined
  }

  get emulated(): EmulatedNode {
    if (this.#made !== undefined) return this.#made
    const { node, log, startsAt, configuration, families, backend, kernelRelease } = this.#setup
    const made = new EmulatedNode(node, log.objectsAfter(startsAt), {
      configuration,
      ...(families === undefined ? {} : { families }),
      ...(backend === undefined ? {} : { backend }),
      ...(kernelRelease === undefined ? {} : { kernelRelease }),
    })
    this.#made = made
    const deeds = this.#deeds
    this.#deeds = []
    for (const deed of deeds) this.#do(made, deed)
    this.#setup.onMade(made)
    return made
  }

  /** Entries of conntrack; none where nobody has asked for the node. */
  get connectionCount(): number {
    return this.#made?.kernel.tracker.count ?? 0
  }

  /** What was written; undefined: nothing yet, as nobody has asked for the node. */
  note(deed: NodeDeed): NodeSync | undefined {
    if (this.#made !== undefined) return this.#do(this.#made, deed)
    this.#deeds.push(deed)
    return undefined
  }

  /** In IPVS mode: a sync that nobody asks for would have something to do. */
  hasUnsettled(family: Family): boolean {
    const mode = this.#made?.modeOf(family)
    return mode?.mode === 'ipvs' && mode.proxier.hasUnsettled
  }

  /** In IPVS mode: servers wait for their connections to end. */
  isTerminating(family: Family): boolean {
    const mode = this.#made?.modeOf(family)
    return mode?.mode === 'ipvs' && mode.proxier.terminating().length > 0
  }

  checkTerminating(family: Family, nowMs: InstantMs): void {
    const mode = this.#made?.modeOf(family)
    if (mode?.mode === 'ipvs') mode.ipvs.apply(mode.proxier.checkTerminating(), nowMs)
  }

  #do(made: EmulatedNode, deed: NodeDeed): NodeSync | undefined {
    const { log, startsAt } = this.#setup
    if (deed.kind === 'start') {
      made.restart(deed.configuration, log.objectsAfter(deed.upTo))
      for (const { family } of made.modes) this.#observed.set(family, deed.upTo)
      return undefined
    }
    const mode = made.modeOf(deed.family)
    const from = this.#observed.get(deed.family) ?? startsAt
    for (const { event } of log.slice(from, deed.upTo)) mode?.proxy.observe(event)
    this.#observed.set(deed.family, Math.max(from, deed.upTo))
    if (deed.isForced) mode?.proxy.forceFullSync()
    else mode?.proxy.noteFullSync(deed.lastFullMs)
    return made.syncFamily(deed.family, deed.atMs, deed.hasLock)
  }
}
