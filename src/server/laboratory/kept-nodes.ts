import { LRUCache } from 'lru-cache'
import type { KubernetesObject } from '../../kubernetes/objects/kubernetes-object.ts'
import type { ProxyConfiguration, ProxyMode } from '../../proxy/configuration.ts'
import { nodeAfter } from '../../report/node-history.ts'
import { refusalsOn } from '../../report/refusals.ts'
import { writtenText } from '../../report/rules/rules-text.ts'
import { selectNode } from '../../report/select-node.ts'
import { EmulatedNode } from '../../simulation/node/emulated-node.ts'
import type { NodeSync } from '../../simulation/node/node-mode.ts'
import type { CleanupOutcome } from '../../simulation/node/run-cleanup.ts'
import { compareRules, type RuleChanges, snapshotRules } from './rule-changes.ts'

/** A node in one mode, as it stands since somebody asked for it. */
export interface KeptNode {
  readonly name: string
  readonly mode: ProxyMode
  readonly backend: 'legacy' | 'nft'
  readonly emulated: EmulatedNode
  /** What the last sync that wrote anything wrote. */
  syncs: readonly NodeSync[]
  /** What its tools refuse since then: the rules that stand there are none, or old ones. */
  warnings: readonly string[]
}

/** What a change of the cluster did to one node. */
export interface NodeChange {
  readonly node: string
  readonly mode: ProxyMode
  readonly syncs: readonly SyncCounts[]
  readonly rules: RuleChanges
  /** Absent: nothing was refused. */
  readonly warnings?: readonly string[]
}

export interface SyncCounts {
  readonly family: 'IPv4' | 'IPv6'
  readonly sync: 'full' | 'partial'
  readonly failed: boolean
  readonly lines: number
  readonly bytes: number
}

/** A node of a cluster of 10,000 Services holds some 300 MB. */
const keptNodesMax = 12

/** The nodes that somebody asked for, synced; those asked for least recently are made again when needed. */
export class KeptNodes {
  readonly #nodes = new LRUCache<string, KeptNode>({ max: keptNodesMax })
  readonly #configurationOf: (mode: ProxyMode) => ProxyConfiguration

  constructor(configurationOf: (mode: ProxyMode) => ProxyConfiguration) {
    this.#configurationOf = configurationOf
  }

  /** The node of that name, or the first. @throws UserError E_UNKNOWN_NODE */
  node(
    objects: readonly KubernetesObject[],
    name: string | undefined,
    mode: ProxyMode,
    nowMs: number,
    backend: 'legacy' | 'nft' = 'legacy',
  ): KeptNode {
    const node = selectNode({ objects }, name)
    const key = `${node.metadata.name} ${mode} ${backend}`
    const known = this.#nodes.get(key)
    if (known !== undefined) return known
    const configuration = this.#configurationOf(mode)
    const emulated = new EmulatedNode(node, objects, { configuration, backend })
    const syncs = emulated.sync(nowMs)
    const warnings = refusalsOn(emulated)
    const kept = { name: node.metadata.name, mode, backend, emulated, syncs, warnings }
    this.#nodes.set(key, kept)
    return kept
  }

  /** A node on which kube-proxies in other modes ran before; made anew, and not kept. @throws UserError E_UNKNOWN_NODE */
  nodeAfter(
    objects: readonly KubernetesObject[],
    name: string | undefined,
    modes: { readonly after: readonly ProxyMode[]; readonly mode: ProxyMode },
    backend: 'legacy' | 'nft' = 'legacy',
  ): KeptNode & { readonly cleanup: readonly CleanupOutcome[] } {
    const node = selectNode({ objects }, name)
    const earlier = modes.after.map((mode) => this.#configurationOf(mode))
    const last = this.#configurationOf(modes.mode)
    const made = nodeAfter({ node, objects, backend }, earlier, last)
    const { node: emulated, syncs, cleanup } = made
    const { name: nodeName } = node.metadata
    const warnings = refusalsOn(emulated)
    return { name: nodeName, mode: modes.mode, backend, emulated, syncs, warnings, cleanup }
  }

  kept(): readonly KeptNode[] {
    return [...this.#nodes.values()]
  }

  /** Tells every kept node of the change, and syncs it. Nodes that are no more are dropped. */
  change(
    before: readonly KubernetesObject[],
    after: readonly KubernetesObject[],
    nowMs: number,
  ): NodeChange[] {
    const names = new Set(after.flatMap((one) => (one.kind === 'Node' ? one.metadata.name : [])))
    for (const [key, { name }] of [...this.#nodes]) if (!names.has(name)) this.#nodes.delete(key)
    return this.kept().map((kept) => changeNode(kept, before, after, nowMs))
  }
}

function changeNode(
  kept: KeptNode,
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  nowMs: number,
): NodeChange {
  const { emulated, name, mode } = kept
  const snapshot = snapshotRules(emulated)
  emulated.observeChange(before, after)
  const syncs = emulated.sync(nowMs)
  if (syncs.length > 0) kept.syncs = syncs
  kept.warnings = refusalsOn(emulated)
  return {
    node: name,
    mode,
    syncs: syncs.map(countsOf),
    rules: compareRules(snapshot, snapshotRules(emulated)),
    ...(kept.warnings.length === 0 ? {} : { warnings: kept.warnings }),
  }
}

export function countsOf(one: NodeSync): SyncCounts {
  const text = writtenText(one)
  return {
    family: one.mode.family,
    sync: one.sync.kind,
    failed: one.sync.failed,
    lines: text.split('\n').length - 1,
    bytes: text.length,
  }
}
