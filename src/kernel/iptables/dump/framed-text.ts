import { builtinChain, type TableName } from '../model/tables.ts'
import { isTargetName } from '../targets/registry.ts'
import type { DumpKind } from './dump.ts'

/** A text as iptables-restore reads it, made of one that was not. */
export interface FramedText {
  readonly text: string
  /** The number of its first line, such that the lines of the user's text keep theirs. */
  readonly firstLine: number
  /** For each line that was put before them: the user's line that made it necessary. */
  readonly reasons: readonly number[]
  readonly notes: readonly string[]
}

/**
 * Puts a table around lines that lack one (`-P`, `-N` and `-A` of `iptables -S`, or bare `-A` lines): a table
 * that fits the chains, the chains that rules are in, and as empty ones those that they jump to.
 */
export function framed(lines: readonly string[], kind: DumpKind): FramedText {
  const declared = new Set<string>()
  /** Chains by name, with the line that names them first. */
  const used = new Map<string, number>()
  const jumped = new Map<string, number>()
  const read = lines.map((line, i) => {
    const chain = /^-([PN]) (\S+)(?: (\S+))?\s*$/.exec(line)
    if (chain !== null) {
      declared.add(chain[2] ?? '')
      return `:${chain[2]} ${chain[1] === 'P' ? chain[3] : '-'} [0:0]`
    }
    const listed = /^:(\S+) /.exec(line)
    if (listed !== null) declared.add(listed[1] ?? '')
    const rule = /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(line)
    if (rule !== null) note(used, rule[1] ?? '', i + 1)
    const jump = /\s-[jg] (\S+)/.exec(line.replace(/"(\\.|[^"])*"/g, '""'))
    if (jump !== null) note(jumped, jump[1] ?? '', i + 1)
    return line
  })
  const table = guessTable(new Set([...declared, ...used.keys()]), lines)
  const missing = [...used.keys()].filter((name) => !declared.has(name))
  const unknown = [...jumped.keys()].filter(
    (name) => !declared.has(name) && !used.has(name) && !isTargetName(name),
  )
  const head = [
    `*${table}`,
    ...[...missing, ...unknown].map(
      (name) => `:${name} ${builtinChain(table, name) ? 'ACCEPT' : '-'} [0:0]`,
    ),
  ]
  return {
    text: `${[...head, ...read, 'COMMIT'].join('\n')}\n`,
    firstLine: 1 - head.length,
    reasons: [
      1,
      ...[...missing, ...unknown].map((name) => used.get(name) ?? jumped.get(name) ?? 1),
    ],
    notes: notesOf(kind, table, unknown),
  }
}

function note(names: Map<string, number>, name: string, line: number): void {
  if (!names.has(name)) names.set(name, line)
}

function notesOf(kind: DumpKind, table: TableName, unknown: readonly string[]): string[] {
  const what = {
    save: '',
    specification: 'iptables -S does not say of which table',
    listing: 'iptables -L does not say of which table',
    fragment: 'the rules stand in no table',
  }[kind]
  const notes = [`${what}: taken to be ${table}`]
  if (unknown.length > 0)
    notes.push(
      `chains that are jumped to but not in the text, taken to be empty: ${unknown.join(', ')}`,
    )
  return notes
}

/** By the built-in chains there are, else by targets that only one table takes. */
function guessTable(chains: ReadonlySet<string>, lines: readonly string[]): TableName {
  const forward = chains.has('FORWARD')
  if (chains.has('PREROUTING') && !forward)
    return chains.has('POSTROUTING') || !chains.has('OUTPUT') ? 'nat' : 'raw'
  if (chains.has('PREROUTING') || (chains.has('POSTROUTING') && forward)) return 'mangle'
  if (chains.has('POSTROUTING')) return 'nat'
  if (forward) return 'filter'
  const text = lines.join('\n')
  return /-j (DNAT|SNAT|MASQUERADE|REDIRECT)\b/.test(text) ? 'nat' : 'filter'
}
