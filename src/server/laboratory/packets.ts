import { type Family, familyOf } from '../../packet/address.ts'
import { traceOnNode } from '../../report/trace/node-trace.ts'
import type { TraceReport } from '../../report/trace/trace-report.ts'
import { familyOfText, requestOf } from '../../report/trace/trace-request.ts'
import {
  firstNodeOf,
  resolveSource,
  resolveTarget,
  seenFrom,
} from '../../simulation/traffic-targets.ts'
import type { KeptCluster } from './kept-cluster.ts'
import type { KeptNode } from './kept-nodes.ts'
import type { PacketQuery } from './laboratory-request.ts'

export interface SentPacket {
  readonly node: KeptNode
  readonly report: TraceReport
}

export interface SendingOptions {
  /** True: the connection stays open on the node; otherwise nothing of it stays. */
  readonly keeps: boolean
  /** True: every rule; otherwise what cannot match is folded. */
  readonly all: boolean
}

/** Sends what was asked for through its node. @throws UserError E_USAGE, E_UNKNOWN_OBJECT, E_UNKNOWN_NODE */
export function sendPacket(
  kept: KeptCluster,
  query: PacketQuery,
  { keeps, all }: SendingOptions,
): SentPacket {
  const { objects } = kept.cluster
  const { namespace } = query
  const scope = { namespace, family: familyOfText(query.to) }
  const among = (text: string) => kept.lookup.among(text, namespace)
  const target = resolveTarget(query.to, { ...scope, objects: among(query.to) })
  const family: Family = familyOf(target.address)
  const source = resolveSource(query.from, { ...scope, family, objects: among(query.from) })
  const mode = query.mode ?? kept.settings.mode
  const name = query.node ?? firstNodeOf(source, target)
  const { after = [] } = query
  const node =
    after.length === 0
      ? kept.nodes.node(objects, name, mode, kept.nowMs)
      : kept.nodes.nodeAfter(objects, name, { after, mode })
  const request = requestOf(seenFrom(source, node.emulated.node.metadata.name), target, query)
  const report = traceOnNode(node.emulated, keeps ? { ...request, keepOpen: true } : request, {
    nowMs: kept.nowMs,
    seed: query.seed,
    book: kept.book,
    takesBack: !keeps,
    folds: !all,
  })
  const before = after.map((earlier) => `after ${earlier} mode`).reverse()
  return { node, report: { ...report, mode: [report.mode, ...before].join(', ') } }
}
