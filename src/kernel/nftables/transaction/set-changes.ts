import { knownType } from '../model/data-type.ts'
import { highest, intervalConstant, lowest } from '../model/element-order.ts'
import type { ElementKey } from '../model/expression.ts'
import type { CounterState, ElementData } from '../model/statement.ts'
import type { Chain } from '../ruleset/chain.ts'
import { NftSet, type SetDeclaration } from '../ruleset/nft-set.ts'
import { SetElement } from '../ruleset/set-element.ts'
import type { Table } from '../ruleset/table.ts'
import { errno, Refusal } from './refusal.ts'
import { removeEntry, type Transaction } from './transaction.ts'

/** An element as a command gives it. */
export interface NewElement {
  readonly key: ElementKey
  readonly data?: ElementData | undefined
  readonly comment?: string | undefined
  readonly timeoutMs?: number | undefined
  readonly expiresMs?: number | undefined
  readonly counter?: CounterState | undefined
  readonly statementText?: string | undefined
}

export function findSet(table: Table, name: string): NftSet {
  const set = table.sets.get(name)
  if (set === undefined) throw new Refusal(errno.noEntry, 'set', { detail: name })
  return set
}

export function addSet(
  transaction: Transaction,
  table: Table,
  declaration: SetDeclaration,
  exclusive: boolean,
  handle?: number,
): NftSet {
  const existing = table.sets.get(declaration.name)
  if (existing !== undefined) {
    if (exclusive || !isSameKind(existing.declaration, declaration))
      throw new Refusal(errno.exists, 'set')
    updateTimes(transaction, existing, declaration)
    return existing
  }
  const set = new NftSet(declaration, transaction.takeHandle(table, handle))
  table.sets.set(declaration.name, set)
  transaction.journal.note(() => table.sets.delete(declaration.name))
  return set
}

/**
 * A set that is declared again takes the new times and size, seen by elements that come from now on
 * (nf_tables_newset and nft_trans_set_update; recorded in netfilter/nftables, state/127 step 1).
 */
function updateTimes(transaction: Transaction, set: NftSet, wanted: SetDeclaration): void {
  const old = set.declaration
  const { timeoutMs = old.timeoutMs, gcIntervalMs = old.gcIntervalMs, size = old.size } = wanted
  if (timeoutMs === old.timeoutMs && gcIntervalMs === old.gcIntervalMs && size === old.size) return
  set.declaration = { ...old, timeoutMs, gcIntervalMs, size }
  transaction.journal.note(() => {
    set.declaration = old
  })
}

/** nft_set_is_same, net/netfilter/nf_tables_api.c: types and flags. */
function isSameKind(left: SetDeclaration, right: SetDeclaration): boolean {
  return (
    left.keyTypes.join() === right.keyTypes.join() &&
    left.dataTypes?.join() === right.dataTypes?.join() &&
    left.interval === right.interval &&
    left.dynamic === right.dynamic &&
    left.timeout === right.timeout &&
    left.constant === right.constant
  )
}

export function deleteSet(transaction: Transaction, table: Table, set: NftSet): void {
  if (set.useCount > 0) throw new Refusal(errno.busy, 'set')
  if (set.isVerdictMap) flushSet(transaction, set)
  removeEntry(table.sets, set.name, transaction.journal)
}

export function flushSet(transaction: Transaction, set: NftSet): void {
  for (const element of [...set.elements]) removeElement(transaction, set, element)
}

/**
 * Adds elements. What is there already stays as it is, unless `exclusive`, or unless a map leads elsewhere from it.
 * `Refusal.detail` is the place in `elements` of the one that is wrong.
 */
export function addElements(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  elements: readonly NewElement[],
  exclusive: boolean,
): void {
  for (let place = 0; place < elements.length; place += 1) {
    const element = elements[place]
    if (element === undefined) continue
    const existing = set.declaration.interval ? set.overlap(element.key) : set.find(element.key)
    if (existing === undefined || isExpired(existing, transaction.nowMs)) {
      if (existing !== undefined) removeElement(transaction, set, existing)
      insertElement(transaction, table, set, element, place)
    } else if (set.declaration.interval && set.find(element.key) !== existing)
      resolveOverlap(transaction, table, set, element, place)
    else if (exclusive || !isSameData(existing.data, element.data))
      throw new Refusal(errno.exists, 'element', { detail: place })
  }
}

function isExpired(element: SetElement, nowMs: number): boolean {
  return element.expiresAtMs <= nowMs
}

function isSameData(left: ElementData | undefined, right: ElementData | undefined): boolean {
  return left === right || JSON.stringify(left, bigintText) === JSON.stringify(right, bigintText)
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Overlapping intervals are joined where the set has auto-merge, else refused by nft. */
function resolveOverlap(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  element: NewElement,
  place: number,
): void {
  if (set.declaration.keyTypes.length > 1)
    throw new Refusal(errno.exists, 'element', { detail: place })
  if (!set.declaration.autoMerge || set.isMap)
    throw new Refusal('conflicting intervals specified', 'element', { detail: place, byNft: true })
  const type = knownType(set.declaration.keyTypes[0] ?? 'integer')
  let from = lowest(element.key)
  let to = highest(element.key, type)
  let key = element.key
  for (let other = set.overlap(key); other !== undefined; other = set.overlap(key)) {
    if (lowest(other.key) < from) from = lowest(other.key)
    if (highest(other.key, type) > to) to = highest(other.key, type)
    removeElement(transaction, set, other)
    key = intervalConstant(type, from, to)
  }
  insertElement(transaction, table, set, { ...element, key }, place)
}

function insertElement(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  fields: NewElement,
  place: number,
): void {
  const { declaration } = set
  if (declaration.size !== undefined && set.size >= declaration.size)
    throw new Refusal(errno.tableFull, 'element', { detail: place })
  const target = targetOf(table, fields.data, place)
  if (target !== undefined) transaction.useChain(target, 1)
  const timeoutMs = fields.timeoutMs ?? declaration.timeoutMs
  const leftMs = fields.expiresMs ?? timeoutMs
  const element = new SetElement({
    key: fields.key,
    data: fields.data,
    comment: fields.comment,
    timeoutMs,
    expiresAtMs: leftMs === undefined ? Number.POSITIVE_INFINITY : transaction.nowMs + leftMs,
    counter: fields.counter ?? (declaration.counter ? { packets: 0, bytes: 0 } : undefined),
    target,
    statementText: fields.statementText ?? declaration.statementText,
  })
  set.insert(element)
  transaction.journal.note(() => set.remove(element))
  if (target !== undefined) transaction.validation.elementCame(set, target)
}

function targetOf(table: Table, data: ElementData | undefined, place: number): Chain | undefined {
  if (data === undefined || (data.kind !== 'jump' && data.kind !== 'goto')) return undefined
  const chain = table.chains.get(data.chain)
  if (chain === undefined) throw new Refusal(errno.noEntry, 'element', { detail: place })
  if (chain.base !== undefined) throw new Refusal(errno.notSupported, 'element', { detail: place })
  return chain
}

/** Elements must be there, except where `mayLack` (destroy). */
export function deleteElements(
  transaction: Transaction,
  set: NftSet,
  keys: readonly ElementKey[],
  mayLack: boolean,
): void {
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place]
    if (key === undefined) continue
    const element = set.find(key)
    if (element !== undefined && !isExpired(element, transaction.nowMs))
      removeElement(transaction, set, element)
    else if (!mayLack) throw new Refusal(errno.noEntry, 'element', { detail: place })
  }
}

export function removeElement(transaction: Transaction, set: NftSet, element: SetElement): void {
  set.remove(element)
  transaction.journal.note(() => set.insert(element))
  if (element.target !== undefined) transaction.useChain(element.target, -1)
}
