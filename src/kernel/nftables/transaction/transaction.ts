import { Journal } from '../../../base/journal.ts'
import type { TableFamily } from '../model/selectors.ts'
import type { Statement } from '../model/statement.ts'
import { type BaseChain, Chain, Rule } from '../ruleset/chain.ts'
import type { NftSet } from '../ruleset/nft-set.ts'
import type { SetElement } from '../ruleset/set-element.ts'
import type { Flowtable, NamedObject, Ruleset } from '../ruleset/table.ts'
import { Table, tableKey } from '../ruleset/table.ts'
import { holdReferences, releaseReferences, takeAnonymousHandles } from './holds.ts'
import { errno, Refusal } from './refusal.ts'
import { checkNewBaseChain, Validation } from './validation.ts'

interface ChainOptions {
  readonly base?: BaseChain | undefined
  readonly policy?: BaseChain['policy'] | undefined
  readonly comment?: string | undefined
  readonly exclusive?: boolean
  readonly handle?: number | undefined
}

/**
 * A batch as the kernel takes it (net/netfilter/nf_tables_api.c): every step changes the state at once and
 * notes how to take that back; `rollBack` leaves everything as it was. What a step costs does not depend on
 * how much there is.
 */
export class Transaction {
  readonly ruleset: Ruleset
  readonly nowMs: number
  readonly journal = new Journal()
  /** Tables whose last handle before this transaction is noted. */
  readonly #counted = new Set<Table>()
  readonly #new = new WeakSet<SetElement | NftSet>()
  readonly validation = new Validation()

  constructor(ruleset: Ruleset, nowMs: number) {
    this.ruleset = ruleset
    this.nowMs = nowMs
  }

  /** Takes everything back, also the handles. */
  rollBack(): void {
    this.journal.rollBack()
  }

  /** `byNft`: nft itself misses it, before it asks the kernel. */
  table(family: TableFamily, name: string, byNft = false): Table {
    const table = this.ruleset.table(family, name)
    if (table === undefined) throw new Refusal(errno.noEntry, 'table', { detail: name, byNft })
    return table
  }

  chain(table: Table, name: string): Chain {
    const chain = table.chains.get(name)
    if (chain === undefined) throw new Refusal(errno.noEntry, 'chain', { detail: name })
    return chain
  }

  addTable(
    family: TableFamily,
    name: string,
    options: {
      comment?: string | undefined
      dormant?: boolean
      exclusive?: boolean
      handle?: number | undefined
    } = {},
  ): Table {
    const existing = this.ruleset.table(family, name)
    if (existing !== undefined) {
      if (options.exclusive === true) throw new Refusal(errno.exists, 'table')
      if (options.dormant !== undefined && options.dormant !== existing.dormant)
        this.#setDormant(existing, options.dormant)
      return existing
    }
    const { ruleset } = this
    const lastHandle = ruleset.lastTableHandle
    const handle = options.handle ?? lastHandle + 1
    ruleset.lastTableHandle = Math.max(lastHandle, handle)
    const table = new Table(family, name, handle, options.comment)
    table.dormant = options.dormant ?? false
    ruleset.tables.set(tableKey(family, name), table)
    this.journal.note(() => {
      ruleset.tables.delete(tableKey(family, name))
      ruleset.lastTableHandle = lastHandle
    })
    this.#hooksChange()
    return table
  }

  deleteTable(table: Table): void {
    const { tables } = this.ruleset
    removeEntry(tables, tableKey(table.family, table.name), this.journal)
    this.#hooksChange()
  }

  addChain(table: Table, name: string, options: ChainOptions): Chain {
    const existing = table.chains.get(name)
    if (existing !== undefined) {
      if (options.exclusive === true) throw new Refusal(errno.exists, 'chain')
      this.#updateBase(existing, options)
      return existing
    }
    if (options.base !== undefined) checkNewBaseChain(table.family, options.base)
    const chain = new Chain(
      name,
      this.#takeHandle(table, options.handle),
      options.base,
      options.comment,
    )
    table.chains.set(name, chain)
    this.journal.note(() => table.chains.delete(name))
    if (options.base !== undefined) {
      this.#hooksChange()
      this.validation.baseChainCame(table, chain)
    }
    return chain
  }

  /** A base chain's policy may change; nothing else of it (nf_tables_updchain). */
  #updateBase(chain: Chain, { base: wanted, policy }: ChainOptions): void {
    const old = chain.base
    const base = wanted ?? (policy && old && { ...old, policy })
    if (base === undefined) return
    if (old === undefined) throw new Refusal(errno.exists, 'chain')
    if (old.type !== base.type || old.hook !== base.hook || old.priority !== base.priority)
      throw new Refusal(errno.notSupported, 'command')
    if (old.policy === base.policy) return
    chain.base = { ...old, policy: base.policy }
    chain.revision += 1
    this.journal.note(() => {
      chain.base = old
      chain.revision += 1
    })
  }

  /** Its rules go with it; what still leads to it keeps it (nf_tables_delchain). */
  deleteChain(table: Table, chain: Chain): void {
    this.flushChain(table, chain)
    if (chain.useCount > 0) throw new Refusal(errno.busy, 'chain')
    removeEntry(table.chains, chain.name, this.journal)
    if (chain.base !== undefined) this.#hooksChange()
  }

  flushChain(table: Table, chain: Chain): void {
    const rules = chain.rules
    if (rules.length === 0) return
    chain.rules = []
    chain.revision += 1
    for (const rule of rules) releaseReferences(this, table, rule.statements)
    this.journal.note(() => {
      chain.rules = rules
      chain.revision += 1
    })
  }

  /** Adds a rule at `index`; undefined: at the end. Anonymous sets take their handles first. */
  addRule(
    table: Table,
    chain: Chain,
    body: {
      statements: readonly Statement[]
      comment: string | undefined
      dumpText?: string | undefined
    },
    options: { index?: number | undefined; handle?: number | undefined; offset?: number } = {},
  ): Rule {
    takeAnonymousHandles(this, table, body.statements)
    const handle = this.#takeHandle(table, options.handle)
    holdReferences(this, table, body.statements)
    const rule = new Rule(handle, body.statements, body.comment, body.dumpText)
    const { index } = options
    if (index === undefined || index >= chain.rules.length) {
      // A flush in this transaction has put a new array in place: appending to it is safe to take back.
      const { rules } = chain
      rules.push(rule)
      this.journal.note(() => {
        rules.pop()
        chain.revision += 1
      })
    } else this.#replaceRules(chain, chain.rules.toSpliced(index, 0, rule))
    chain.revision += 1
    this.validation.ruleCame(table, chain, rule, options.offset ?? 0)
    return rule
  }

  deleteRule(table: Table, chain: Chain, handle: number): void {
    const index = chain.rules.findIndex((rule) => rule.handle === handle)
    const rule = chain.rules[index]
    if (rule === undefined) throw new Refusal(errno.noEntry, 'handle')
    this.#replaceRules(chain, chain.rules.toSpliced(index, 1))
    releaseReferences(this, table, rule.statements)
  }

  #replaceRules(chain: Chain, rules: Rule[]): void {
    const old = chain.rules
    chain.rules = rules
    chain.revision += 1
    this.journal.note(() => {
      chain.rules = old
      chain.revision += 1
    })
  }

  addObject(
    table: Table,
    object: Omit<NamedObject, 'handle' | 'useCount'>,
    exclusive: boolean,
    handle?: number,
  ): void {
    const key = `${object.type} ${object.name}`
    if (table.objects.has(key)) {
      if (exclusive) throw new Refusal(errno.exists, 'object')
      return
    }
    table.objects.set(key, { ...object, handle: this.#takeHandle(table, handle), useCount: 0 })
    this.journal.note(() => table.objects.delete(key))
  }

  deleteObject(table: Table, type: string, name: string): void {
    const object = table.objects.get(`${type} ${name}`)
    if (object === undefined) throw new Refusal(errno.noEntry, 'object')
    if (object.useCount > 0) throw new Refusal(errno.busy, 'object')
    removeEntry(table.objects, `${type} ${name}`, this.journal)
  }

  addFlowtable(table: Table, flowtable: Omit<Flowtable, 'handle'>, handle?: number): void {
    const { name } = flowtable
    if (table.flowtables.has(name)) return
    table.flowtables.set(name, { ...flowtable, handle: this.#takeHandle(table, handle) })
    this.journal.note(() => table.flowtables.delete(name))
  }

  deleteFlowtable(table: Table, name: string): void {
    if (!table.flowtables.has(name)) throw new Refusal(errno.noEntry, 'object')
    removeEntry(table.flowtables, name, this.journal)
  }

  /** Whether it came with this transaction. */
  isNew(thing: SetElement | NftSet): boolean {
    return this.#new.has(thing)
  }

  noteNew(thing: SetElement | NftSet): void {
    this.#new.add(thing)
  }

  /** The next handle of the table, or the one that a dump names. */
  takeHandle(table: Table, wanted?: number): number {
    return this.#takeHandle(table, wanted)
  }

  useChain(chain: Chain, by: 1 | -1): void {
    chain.useCount += by
    this.journal.note(() => {
      chain.useCount -= by
    })
  }

  #takeHandle(table: Table, wanted?: number): number {
    const last = table.lastHandle
    const handle = wanted ?? last + 1
    table.lastHandle = Math.max(last, handle)
    if (!this.#counted.has(table)) {
      this.#counted.add(table)
      this.journal.note(() => {
        table.lastHandle = last
      })
    }
    return handle
  }

  #setDormant(table: Table, dormant: boolean): void {
    table.dormant = dormant
    this.journal.note(() => {
      table.dormant = !dormant
    })
    this.#hooksChange()
  }

  #hooksChange(): void {
    this.ruleset.hooksVersion += 1
    this.journal.note(() => {
      this.ruleset.hooksVersion += 1
    })
  }
}

/** Takes an entry out; listings sort by handle, so undoing need not find its old place. */
export function removeEntry<T>(map: Map<string, T>, key: string, journal: Journal): void {
  const value = map.get(key)
  if (value === undefined) return
  map.delete(key)
  journal.note(() => map.set(key, value))
}
