import { UserError } from '../../base/user-error.ts'
import type { Backend } from '../../kernel/iptables/engine/iptables-engine.ts'
import { familyOf } from '../../packet/address.ts'
import { selectNode } from '../../report/select-node.ts'
import { traceOnNode } from '../../report/trace/node-trace.ts'
import { familyOfText, requestOf } from '../../report/trace/trace-request.ts'
import { AddressBook } from '../../simulation/address-book.ts'
import {
  firstNodeOf,
  resolveSource,
  resolveTarget,
  seenFrom,
} from '../../simulation/traffic-targets.ts'
import { type ClusterArguments, clusterFromFiles } from '../cluster-input.ts'
import type { CommandIo } from '../command-io.ts'
import { type HistoryArguments, nodeAfterHistory } from '../node-history.ts'
import { type ProxyArguments, readProxyOptions } from '../proxy-options.ts'
import { warnOfRefusals } from '../refusals.ts'
import { type DumpTraceArguments, traceDumps } from './dump-trace.ts'
import { printReport } from './print-report.ts'

export interface TraceArguments
  extends DumpTraceArguments,
    ClusterArguments,
    ProxyArguments,
    HistoryArguments {
  readonly node?: string
  readonly namespace: string
  readonly backend?: Backend
}

/** `kpe trace`: one packet through a node's rules, and back. @throws UserError */
export async function trace(options: TraceArguments, io: CommandIo): Promise<number> {
  if (options.rules.length === 0) traceManifests(options, io)
  else if (options.filename.length === 0) traceDumps(options, io)
  else throw new UserError('E_USAGE', '-f and --rules: give manifests or dumps, not both')
  return 0
}

function traceManifests(options: TraceArguments, io: CommandIo): void {
  const proxy = readProxyOptions(options, io)
  const { nodeName, families } = proxy
  const { objects, ...cluster } = clusterFromFiles(options, io)
  const family = families?.[0] ?? familyOfText(options.to)
  const scope = { objects, namespace: options.namespace, family }
  const target = resolveTarget(options.to, scope)
  const source = resolveSource(options.from, { ...scope, family: familyOf(target.address) })
  const first = options.node ?? firstNodeOf(source, target) ?? nodeName
  const traced = selectNode({ objects, ...cluster }, first)
  const before = { node: traced, objects, backend: options.backend ?? 'legacy' }
  const { node } = nodeAfterHistory(before, proxy, options, io)
  warnOfRefusals(node, io)
  const report = traceOnNode(
    node,
    requestOf(seenFrom(source, traced.metadata.name), target, options),
    {
      nowMs: 0,
      seed: options.seed,
      book: AddressBook.of(objects),
    },
  )
  printReport({ ...report, mode: modeText(report.mode, options) }, options, io)
}

function modeText(mode: string, { after = [] }: HistoryArguments): string {
  return [mode, ...after.map((earlier) => `after ${earlier} mode`).reverse()].join(', ')
}
