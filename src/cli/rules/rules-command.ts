import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { RulesOutput } from '../../report/choices.ts'
import type { NodeBefore } from '../../report/node-history.ts'
import { cleanupText } from '../../report/rules/cleanup-text.ts'
import { formatNodeRules, writtenText } from '../../report/rules/rules-text.ts'
import { selectNode } from '../../report/select-node.ts'
import { formatCount } from '../../report/table.ts'
import type { NodeSync } from '../../simulation/node/node-mode.ts'
import { type ClusterArguments, clusterAfterFiles, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'
import { type HistoryArguments, nodeAfterHistory } from '../node-history.ts'
import { type ProxyArguments, readProxyOptions } from '../proxy-options.ts'
import { warnOfRefusals } from '../refusals.ts'
import { printDumps } from './dump-rules.ts'

export interface RulesArguments extends ClusterArguments, ProxyArguments, HistoryArguments {
  readonly node?: string
  /** Applied after the first sync: what the next one writes is printed. */
  readonly then: readonly string[]
  readonly output?: RulesOutput
  /** Default: legacy, or the dump's own. */
  readonly backend?: Backend
  /** Dumps of a real node, in place of manifests. */
  readonly rules: readonly string[]
  /** `kube-proxy --cleanup` runs in the end. */
  readonly cleanup?: boolean
}

/** Virtual milliseconds from the first sync to the next: long enough for kube-proxy's minSyncPeriod. */
const nextSyncMs = 2_000

/** `kpe rules`: what kube-proxy writes on a node. @throws UserError */
export async function rules(options: RulesArguments, io: CommandIo): Promise<number> {
  if (options.rules.length > 0 && options.filename.length > 0)
    throw new UserError('E_USAGE', '-f and --rules: give manifests or dumps, not both')
  if (options.rules.length > 0) printDumps(options.rules, options.output, options.backend, io)
  else printManifestRules(options, io)
  return 0
}

function printManifestRules(options: RulesArguments, io: CommandIo): void {
  const proxy = readProxyOptions(options, io)
  const { backend = 'legacy' } = options
  const cluster = clusterFromFiles(options, io)
  const before: NodeBefore = {
    node: selectNode(cluster, options.node ?? proxy.nodeName),
    objects: cluster.objects,
    families: proxy.families,
    backend,
  }
  const { node, cleanup, ...started } = nodeAfterHistory(before, proxy, options, io)
  let syncs = started.syncs
  if (options.then.length > 0) {
    const after = clusterAfterFiles(cluster, options.then, options.recursive ?? false, io)
    node.observeChange(cluster.objects, after.objects)
    syncs = node.sync(nextSyncMs)
    describeSyncs(syncs, io)
  }
  warnOfRefusals(node, io)
  const text = {
    output: options.output,
    backend,
    modes: modesOf(options, proxy.configuration.mode),
  }
  if (options.cleanup !== true) {
    io.out(formatNodeRules(node, syncs, { ...text, cleanup: cleanupText(cleanup) }))
    return
  }
  const removed = cleanupText(node.cleanUp())
  io.out(text.output === undefined ? removed : formatNodeRules(node, [], { ...text, cleanup: '' }))
}

/** All that ran on the node. */
function modesOf({ after = [] }: HistoryArguments, last: ProxyMode): ReadonlySet<ProxyMode> {
  return new Set([...after, last])
}

/** What the change cost, on stderr. */
function describeSyncs(syncs: readonly NodeSync[], io: CommandIo): void {
  if (syncs.length === 0) io.err('kube-proxy has nothing to write: no event asked for a sync\n')
  for (const one of syncs) {
    const text = writtenText(one)
    const lines = formatCount(text.split('\n').length - 1)
    io.err(
      `${one.mode.family}: ${one.sync.kind} sync, ${lines} lines, ${formatCount(text.length)} bytes\n`,
    )
  }
}
