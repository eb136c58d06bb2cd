import type { Chain, Policy } from '../engine/chain.ts'
import type { Table } from '../engine/table.ts'
import type { Rule } from '../model/rule.ts'
import type { Complain } from './restore-sink.ts'

/** A chain as it will be, once the transaction is committed. */
export interface DraftChain {
  readonly name: string
  /** The chain there is; undefined: it comes with the commit. */
  readonly chain: Chain | undefined
  rules: Rule[]
  /** Lines that the rules stand on; 0: they were there before. */
  lines: number[]
  policy: Policy | undefined
  /** Set where the text gave the policy counters. */
  counters: { readonly packets: number; readonly bytes: number } | undefined
  /** Rules that were there may be counted on to stay as they are, up to this one. */
  rulesChanged: boolean
}

/**
 * Changes to one table that have not happened yet. The table stays untouched until `commit`, which
 * either does all of it or complains and does nothing.
 */
export class TableDraft {
  readonly table: Table
  readonly #changed = new Map<string, DraftChain>()
  readonly #deleted = new Set<string>()
  /** Changes of the number of rules that lead to a chain. */
  readonly #references = new Map<string, number>()

  constructor(table: Table) {
    this.table = table
  }

  get changed(): ReadonlyMap<string, DraftChain> {
    return this.#changed
  }

  get deleted(): ReadonlySet<string> {
    return this.#deleted
  }

  has(name: string): boolean {
    return this.#changed.has(name) || (this.table.chains.has(name) && !this.#deleted.has(name))
  }

  isBuiltin(name: string): boolean {
    return this.table.chains.get(name)?.builtin !== undefined
  }

  /** Every chain's name, the table's own first, in the order they came. */
  names(): string[] {
    const old = [...this.table.chains.keys()].filter((name) => !this.#deleted.has(name))
    const known = new Set(old)
    return [...old, ...[...this.#changed.keys()].filter((name) => !known.has(name))]
  }

  /** The rules of a chain as they are by now. */
  rulesOf(name: string): readonly Rule[] {
    return this.#changed.get(name)?.rules ?? this.table.chains.get(name)?.rules ?? []
  }

  referencesTo(name: string): number {
    const before = this.table.chains.get(name)?.references ?? 0
    return before + (this.#references.get(name) ?? 0)
  }

  referenceChanges(): ReadonlyMap<string, number> {
    return this.#references
  }

  /** A chain to be changed. */
  open(name: string, complain: Complain): DraftChain {
    const open = this.#changed.get(name)
    if (open !== undefined) return open
    const chain = this.table.chains.get(name)
    if (chain === undefined || this.#deleted.has(name))
      return complain(
        `no chain ${name} in table ${this.table.name}`,
        `:${name} or -N ${name} before it`,
      )
    const draft: DraftChain = {
      name,
      chain,
      rules: [...chain.rules],
      lines: new Array<number>(chain.rules.length).fill(0),
      policy: chain.policy,
      counters: undefined,
      rulesChanged: false,
    }
    this.#changed.set(name, draft)
    return draft
  }

  /** A new chain, or the one there is, emptied. */
  create(name: string): DraftChain {
    if (this.has(name)) {
      const draft = this.open(name, neverMissing)
      this.flush(draft)
      return draft
    }
    // A chain that was deleted in this same transaction comes back as it is in the table.
    const chain = this.table.chains.get(name)
    this.#deleted.delete(name)
    const draft: DraftChain = {
      name,
      chain,
      rules: [],
      lines: [],
      policy: undefined,
      counters: undefined,
      rulesChanged: true,
    }
    this.#changed.set(name, draft)
    return draft
  }

  flush(draft: DraftChain): void {
    draft.rulesChanged = true
    if (draft.rules.length === 0) return
    for (const rule of draft.rules) this.refer(rule, -1)
    draft.rules = []
    draft.lines = []
  }

  remove(name: string): void {
    this.#changed.delete(name)
    if (this.table.chains.has(name)) this.#deleted.add(name)
  }

  /** Counts a rule in (1) or out (−1) among those that lead to its chain. */
  refer(rule: Rule, by: 1 | -1): void {
    const { action } = rule
    if (action.kind !== 'jump' && action.kind !== 'goto') return
    this.#references.set(action.chain, (this.#references.get(action.chain) ?? 0) + by)
  }
}

const neverMissing: Complain = (found) => {
  throw new Error(found)
}
