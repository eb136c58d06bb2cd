import type { RulesOutput, TraceProtocol } from '../../report/choices.ts'
import { createColorsFor } from '../../report/colors.ts'
import { formatNodeDump } from '../../report/rules/dump-text.ts'
import { localInterfaces, traceOnDumps } from '../../report/trace/dump-trace.ts'
import { traceAsData } from '../../report/trace/trace-json.ts'
import { formatTraceText } from '../../report/trace/trace-text.ts'
import { type NodeDump, readNodeDump } from '../../simulation/node/node-dump.ts'
import type { ManifestBytes } from '../laboratory/laboratory-request.ts'

/** What is asked of dumps of a real node, which come with the question. */
export type DumpTask =
  | {
      readonly kind: 'rules'
      readonly dumps: readonly ManifestBytes[]
      readonly output?: RulesOutput
      readonly backend?: 'legacy' | 'nft'
    }
  | {
      readonly kind: 'trace'
      readonly dumps: readonly ManifestBytes[]
      /** What `ip -o addr` printed on the node. */
      readonly addresses?: ManifestBytes
      readonly localAddresses: readonly string[]
      readonly from: string
      readonly to: string
      readonly protocol?: TraceProtocol
      readonly sourcePort?: number
      readonly seed: number
      readonly all: boolean
      readonly form: 'json' | 'text'
    }

/** @throws UserError E_FILE, E_USAGE, and what a tool of the node refuses */
export function runDumpTask(task: DumpTask): string {
  const dumps = task.dumps.map((one): NodeDump => readNodeDump(textOf(one), one.file))
  if (task.kind === 'rules')
    return dumps.map((dump) => formatNodeDump(dump, task.output, task.backend)).join('')
  const { addresses, all } = task
  const listing =
    addresses === undefined ? undefined : { file: addresses.file, text: textOf(addresses) }
  const report = traceOnDumps(dumps, localInterfaces(listing, task.localAddresses), task)
  return task.form === 'json'
    ? JSON.stringify(traceAsData(report, all))
    : formatTraceText(report, { all, colors: createColorsFor('never', false, {}) })
}

/** Bytes that are no UTF-8 become U+FFFD, as where a file is read. */
function textOf({ bytes }: ManifestBytes): string {
  return new TextDecoder('utf-8').decode(bytes)
}
