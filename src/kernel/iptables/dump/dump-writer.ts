import { printRuleAsRead } from '../text/rule-writer.ts'
import { printSave } from '../text/save-writer.ts'
import type { Dump, DumpChain, DumpKind, DumpLine } from './dump.ts'

/**
 * The dump as it came, byte for byte; from what was understood, except where its spelling was another.
 * A listing comes out as iptables-save would have printed it.
 */
export function printDump(dump: Dump): string {
  if (dump.kind === 'listing')
    return printSave(dump.tables, { backend: dump.backend, counters: true })
  const text = dump.lines.map((line) => printDumpLine(line, dump.kind)).join('\n')
  return dump.newlineAtEnd ? `${text}\n` : text
}

/** One line, as it came. */
export function printDumpLine(line: DumpLine, kind: DumpKind): string {
  return line.kind === 'verbatim' ? line.text : (line.source ?? printUnderstood(line, kind))
}

/** One line in our own spelling. */
export function printUnderstood(
  line: Exclude<DumpLine, { kind: 'verbatim' }>,
  kind: DumpKind,
): string {
  switch (line.kind) {
    case 'table':
      return `*${line.name}`
    case 'chain':
      return printChain(line.chain, kind)
    case 'rules':
      return line.rules
        .map((rule) => {
          const counters = line.counters ? `[${rule.packets}:${rule.bytes}] ` : ''
          return `${counters}-A ${line.chain}${printRuleAsRead(rule)}`
        })
        .join('\n')
    case 'commit':
      return 'COMMIT'
  }
}

function printChain({ name, policy, packets, bytes }: DumpChain, kind: DumpKind): string {
  if (kind === 'specification') return policy === undefined ? `-N ${name}` : `-P ${name} ${policy}`
  return `:${name} ${policy ?? '-'} [${packets}:${bytes}]`
}
