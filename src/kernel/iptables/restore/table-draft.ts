import { invariant } from '../../../base/invariant.ts'
import type { ChainFacts } from '../engine/chain-facts.ts'
import { noFacts } from '../engine/chain-facts.ts'
import type { Table } from '../engine/table.ts'
import type { Rule } from '../model/rule.ts'
import { type Changing, DraftChain } from './draft-chain.ts'
import type { Complain } from './restore-sink.ts'

/**
 * Changes to one table that have not happened yet. The table stays untouched until they are committed,
 * all or none.
 */
export class TableDraft implements Changing {
  readonly table: Table
  changes = 0
  readonly #changed = new Map<string, DraftChain>()
  readonly #deleted = new Set<string>()
  #references: { readonly changes: number; readonly counts: Map<string, number> } | undefined

  constructor(table: Table) {
    this.table = table
  }

  get changed(): ReadonlyMap<string, DraftChain> {
    return this.#changed
  }

  get deleted(): ReadonlySet<string> {
    return this.#deleted
  }

  /** Whether a commit would find anything to do. */
  changesAnything(): boolean {
    if (this.#deleted.size > 0) return true
    for (const { chain, rulesChanged, policy, counters } of this.#changed.values())
      if (!chain || rulesChanged || policy !== chain.policy || counters !== undefined) return true
    return false
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

  factsOf(name: string): ChainFacts {
    return this.#changed.get(name)?.facts() ?? this.table.chains.get(name)?.facts ?? noFacts
  }

  /** How many chains lead to each. */
  references(): ReadonlyMap<string, number> {
    if (this.#references?.changes === this.changes) return this.#references.counts
    const counts = new Map<string, number>()
    for (const name of this.names())
      for (const target of this.factsOf(name).targets)
        counts.set(target, (counts.get(target) ?? 0) + 1)
    this.#references = { changes: this.changes, counts }
    return counts
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
    const draft = new DraftChain(this, name, chain)
    this.#changed.set(name, draft)
    return draft
  }

  /** A chain that is there, to be changed. */
  reopen(name: string): DraftChain {
    return this.open(name, (found) => {
      invariant(false, found)
      throw new Error(found)
    })
  }

  /** A new chain, or the one there is, emptied. */
  create(name: string): DraftChain {
    const open = this.#changed.get(name)
    if (open !== undefined) {
      open.change([])
      return open
    }
    // Also where it was deleted in this same transaction: then it is the old one, emptied.
    const draft = new DraftChain(this, name, this.table.chains.get(name))
    draft.change([])
    this.#deleted.delete(name)
    this.#changed.set(name, draft)
    return draft
  }

  remove(name: string): void {
    this.#changed.delete(name)
    if (this.table.chains.has(name)) this.#deleted.add(name)
  }

  /** Begins with an empty table: no rules, no chains but the built-in ones. */
  clear(): void {
    for (const name of this.names())
      if (this.isBuiltin(name)) this.reopen(name).change([])
      else this.remove(name)
  }
}
