import type { SetUpdateStatement, Statement } from '../model/statement.ts'
import type { Chain } from '../ruleset/chain.ts'
import type { Table } from '../ruleset/table.ts'
import { type ReferenceVisitor, visitReferences } from './references.ts'
import { errno, Refusal } from './refusal.ts'
import type { Transaction } from './transaction.ts'

/** What a rule holds on to counts its users; nothing that is used can be deleted. */

/** net/netfilter/nft_dynset.c: 0xffff. */
const dynamicSizeDefault = 65_535

export function holdReferences(
  transaction: Transaction,
  table: Table,
  statements: readonly Statement[],
): void {
  visitReferences(statements, new ReferenceCounter(transaction, table, 1))
}

export function releaseReferences(
  transaction: Transaction,
  table: Table,
  statements: readonly Statement[],
): void {
  visitReferences(statements, new ReferenceCounter(transaction, table, -1))
}

class ReferenceCounter implements ReferenceVisitor {
  readonly #transaction: Transaction
  readonly #table: Table
  readonly #by: 1 | -1

  constructor(transaction: Transaction, table: Table, by: 1 | -1) {
    this.#transaction = transaction
    this.#table = table
    this.#by = by
  }

  chain(name: string): void {
    this.#transaction.useChain(target(this.#table, name), this.#by)
  }

  set(name: string): void {
    useSet(this.#transaction, this.#table, name, this.#by)
  }

  object(type: string, name: string): void {
    useObject(this.#transaction, this.#table, type, name, this.#by)
  }

  update(statement: SetUpdateStatement): void {
    if (this.#by > 0) prepareUpdates(this.#transaction, this.#table, statement)
  }

  anonymous(): void {
    // Their handles were taken before.
  }
}

/** Elements of anonymous sets reach the kernel before their rule does. */
export function checkAnonymousTargets(table: Table, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.kind !== 'vmap' || statement.set.kind !== 'anonymous') continue
    for (const { data } of statement.set.elements)
      if (data?.kind === 'jump' || data?.kind === 'goto') target(table, data.chain)
  }
}

/** Anonymous sets come into the kernel before their rule, each with a handle of its own. */
export function takeAnonymousHandles(
  transaction: Transaction,
  table: Table,
  statements: readonly Statement[],
): void {
  const count = anonymousCount(statements)
  for (let index = 0; index < count; index += 1) transaction.takeHandle(table)
}

/** Statements that may have an anonymous set inside. */
const mayHoldSet: ReadonlySet<Statement['kind']> = new Set([
  'match',
  'vmap',
  'set-value',
  'nat',
  'object',
  'copy',
  'tproxy',
  'queue',
  'meter',
])

function anonymousCount(statements: readonly Statement[]): number {
  let count = 0
  for (const { kind } of statements) if (mayHoldSet.has(kind)) count += 1
  if (count === 0) return 0
  count = 0
  visitReferences(statements, {
    chain: () => undefined,
    set: () => undefined,
    object: () => undefined,
    anonymous: () => {
      count += 1
    },
  })
  return count
}

/** A chain to jump to: it must be there, and no base chain. */
function target(table: Table, name: string): Chain {
  const chain = table.chains.get(name)
  if (chain === undefined) throw new Refusal(errno.noEntry, 'target', { detail: name })
  if (chain.base !== undefined) throw new Refusal(errno.notSupported, 'target', { detail: name })
  return chain
}

function useSet(transaction: Transaction, table: Table, name: string, by: 1 | -1): void {
  const set = table.sets.get(name)
  if (set === undefined) throw new Refusal(errno.noEntry, 'reference', { detail: name })
  set.useCount += by
  transaction.journal.note(() => {
    set.useCount -= by
  })
}

/**
 * A set that packets change: nft makes one that it has just declared dynamic (src/evaluate.c, stmt_evaluate_set); the kernel
 * wants a kind of set that can be changed, and gives it room for this many if nothing else was said (nft_dynset_init).
 */
function prepareUpdates(
  transaction: Transaction,
  table: Table,
  { set: name, timeoutMs, data }: SetUpdateStatement,
): void {
  const set = table.sets.get(name)
  if (set === undefined) return
  const old = set.declaration
  const made = data === undefined && transaction.isNew(set) && !old.interval
  const dynamic = old.dynamic || made
  if (timeoutMs !== undefined && !old.timeout) throw new Refusal(errno.notSupported, 'rule-text')
  if (old.constant) throw new Refusal(errno.busy, 'rule-text')
  const fixed = old.size !== undefined && !old.timeout && !dynamic && !transaction.isNew(set)
  if (old.interval || fixed) throw new Refusal(errno.notSupported, 'rule-text')
  if (old.size !== undefined && dynamic === old.dynamic) return
  set.declaration = { ...old, dynamic, size: old.size ?? dynamicSizeDefault }
  transaction.journal.note(() => {
    set.declaration = old
  })
}

function useObject(
  transaction: Transaction,
  table: Table,
  type: string,
  name: string,
  by: 1 | -1,
): void {
  const object = table.objects.get(`${type} ${name}`)
  if (object === undefined) throw new Refusal(errno.noEntry, 'reference', { detail: name })
  object.useCount += by
  transaction.journal.note(() => {
    object.useCount -= by
  })
}
