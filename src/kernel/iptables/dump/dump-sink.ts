import type { Policy } from '../engine/chain.ts'
import type { Rule } from '../model/rule.ts'
import { builtinChain, type TableName } from '../model/tables.ts'
import type { Complain, Counters, RestoreSink } from '../restore/restore-sink.ts'
import { printRule } from '../text/rule-writer.ts'
import type { DumpChain, DumpKind, DumpLine, DumpTable } from './dump.ts'
import { printUnderstood } from './dump-writer.ts'

/** Keeps what a dump says, in the order in which it says it. */
export class DumpSink implements RestoreSink {
  readonly tables: DumpTable[] = []
  /** Lines of the text that meant something, by number from 1. */
  readonly understood = new Map<number, DumpLine>()
  readonly #lines: readonly string[]
  readonly #line: () => number
  #table: DumpTable | undefined
  /** Lines with jumps, to be checked once all chains are known. */
  #jumps: { readonly line: number; readonly chain: string }[] = []

  readonly #kind: DumpKind

  /** `lines` as they were given; `line` tells which of them is being read, from 1. */
  constructor(lines: readonly string[], kind: DumpKind, line: () => number) {
    this.#lines = lines
    this.#kind = kind
    this.#line = line
  }

  beginTable(name: TableName, complain: Complain): void {
    if (this.tables.some((table) => table.name === name))
      complain(`a second table ${name}`, 'each table once')
    this.#table = { name, chains: new Map() }
    this.#jumps = []
    this.#understand({ kind: 'table', name, source: undefined })
  }

  declareChain(
    name: string,
    policy: Policy | undefined,
    counters: Counters,
    complain: Complain,
  ): void {
    const table = this.#open()
    if (table.chains.has(name)) complain(`a second chain ${name}`, 'each chain once')
    const builtin = builtinChain(table.name, name) !== undefined
    if (!builtin && policy !== undefined)
      complain(`the policy ${policy} for the user's chain ${name}`, `:${name} - [0:0]`)
    const chain: DumpChain = { name, policy, ...counters, rules: [] }
    table.chains.set(name, chain)
    this.#understand({ kind: 'chain', chain, source: undefined })
  }

  append(name: string, rule: Rule, complain: Complain): void {
    const chain = this.#open().chains.get(name)
    if (chain === undefined)
      return void complain(
        `a rule for the chain ${name}, which the text does not declare`,
        `:${name} before it`,
      )
    const { line } = rule
    const source = this.#lines[line - 1] ?? ''
    const before = this.understood.get(line)
    const spelled = withSpelling(rule, name, source)
    chain.rules.push(spelled)
    const rules = before?.kind === 'rules' ? [...before.rules, spelled] : [spelled]
    this.#understand({
      kind: 'rules',
      chain: name,
      rules,
      counters: source.startsWith('['),
      source: undefined,
    })
    const { action } = rule
    if (action.kind === 'jump' || action.kind === 'goto')
      this.#jumps.push({ line, chain: action.chain })
  }

  command(_command: unknown, complain: Complain): void {
    complain('a command that changes rules', 'a dump, which has -A alone')
  }

  commit(complain: Complain): void {
    const table = this.#open()
    for (const { line, chain } of this.#jumps)
      if (!table.chains.has(chain))
        complain(
          `a jump to ${chain}, which is no chain of table ${table.name} and no target`,
          `:${chain} in the same table, or the name of a target`,
          line,
        )
    this.tables.push(table)
    this.#table = undefined
    this.#understand({ kind: 'commit', source: undefined })
  }

  #understand(line: Exclude<DumpLine, { kind: 'verbatim' }>): void {
    const number = this.#line()
    const source = this.#lines[number - 1] ?? ''
    const same = printUnderstood(line, this.#kind) === source
    this.understood.set(number, same ? line : { ...line, source })
  }

  #open(): DumpTable {
    if (this.#table === undefined) throw new Error('bug: no table is open')
    return this.#table
  }
}

/** The rule, with its text from the dump where it differs from its normal form. */
function withSpelling(rule: Rule, chain: string, source: string): Rule {
  const start = source.indexOf(`-A ${chain}`)
  const text = start < 0 ? undefined : source.slice(start + 3 + chain.length)
  if (text === undefined || text === printRule(rule)) return rule
  return { ...rule, spelling: text }
}
