import { listConnections } from '../../kernel/netfilter/connection-listing.ts'
import { explainOnNode } from '../../report/explain/explain.ts'
import { tableAfter } from '../../report/played-connections.ts'
import { cleanupText } from '../../report/rules/cleanup-text.ts'
import { formatNodeRules } from '../../report/rules/rules-text.ts'
import type { KeptCluster } from './kept-cluster.ts'
import type { KeptNode } from './kept-nodes.ts'
import type { LaboratoryRequest } from './laboratory-request.ts'

type RequestOf<Kind extends LaboratoryRequest['kind']> = Extract<LaboratoryRequest, { kind: Kind }>

/** A node's rules, as it stands or after kube-proxies in other modes. @throws UserError E_UNKNOWN_NODE, E_USAGE */
export function rulesText(kept: KeptCluster, request: RequestOf<'rules'>): string {
  const { mode = kept.settings.mode, backend = 'legacy', output, node } = request
  const { after = [], cleanup = false } = request
  const { objects } = kept.cluster
  const modes = new Set([...after, mode])
  if (after.length === 0 && !cleanup) {
    const { emulated, syncs } = kept.nodes.node(objects, node, mode, kept.nowMs, backend)
    return formatNodeRules(emulated, syncs, { output, backend, modes, cleanup: '' })
  }
  const made = kept.nodes.nodeAfter(objects, node, { after, mode }, backend)
  const { emulated, syncs } = made
  if (!cleanup) {
    const removed = cleanupText(made.cleanup)
    return formatNodeRules(emulated, syncs, { output, backend, modes, cleanup: removed })
  }
  const removed = cleanupText(emulated.cleanUp())
  return output === undefined
    ? removed
    : formatNodeRules(emulated, [], { output, backend, modes, cleanup: '' })
}

export function explanationText(kept: KeptCluster, request: RequestOf<'explain'>): string {
  const { mode = kept.settings.mode, node } = request
  const asked = kept.nodes.node(kept.cluster.objects, node, mode, kept.nowMs)
  return warningLines(asked) + explainOnNode(asked.emulated, request, kept.book).join('\n')
}

/** As `kpe` says them on stderr. */
export function warningLines({ warnings }: KeptNode): string {
  return warnings.map((warning) => `warning: ${warning}\n`).join('')
}

export function tableText(kept: KeptCluster, request: RequestOf<'table'>): string {
  const { mode = kept.settings.mode, node } = request
  const { emulated } = kept.nodes.node(kept.cluster.objects, node, mode, kept.nowMs)
  const { tracker } = emulated.kernel
  const lines = [tracker.ipv4, tracker.ipv6].flatMap((one) => listConnections(one, kept.nowMs))
  return lines.map((line) => `${line}\n`).join('')
}

/** The table of a node of its own, on which nothing ran but these connections. @throws UserError */
export function playedText(kept: KeptCluster, request: RequestOf<'play'>): string {
  const { mode = kept.settings.mode, node, list, namespace } = request
  const { objects } = kept.cluster
  const { emulated } = kept.nodes.nodeAfter(objects, node, { after: [], mode })
  return tableAfter(list, emulated, { objects, namespace, family: undefined }, request)
}
