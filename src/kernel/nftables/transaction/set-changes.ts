import { type DataType, type Datum, knownType } from '../model/data-type.ts'
import { isSameData } from '../model/element-data.ts'
import { highest, intervalConstant, lowest } from '../model/element-order.ts'
import type { ElementKey } from '../model/expression.ts'
import type { CounterState, ElementData, Statement } from '../model/statement.ts'
import type { Chain } from '../ruleset/chain.ts'
import { compareWords, isWildcard, keyBounds } from '../ruleset/key-words.ts'
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
  readonly statement?: Statement | undefined
}

/** `byNft`: nft itself misses it, before it asks the kernel. */
export function findSet(table: Table, name: string, byNft = false): NftSet {
  const set = table.sets.get(name)
  if (set === undefined) throw new Refusal(errno.noEntry, 'set', { detail: name, byNft })
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
  if (declaration.interval && declaration.dynamic) throw new Refusal(errno.notSupported, 'command')
  const set = new NftSet(declaration, transaction.takeHandle(table, handle))
  table.sets.set(declaration.name, set)
  transaction.noteNew(set)
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
  const { interval, keyTypes } = set.declaration
  if (interval && keyTypes.length === 1) {
    addIntervals(transaction, table, set, elements, exclusive)
    return
  }
  for (let place = 0; place < elements.length; place += 1) {
    const element = elements[place]
    if (element !== undefined) addElement(transaction, table, set, element, place, exclusive)
  }
}

function addElement(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  element: NewElement,
  place: number,
  exclusive: boolean,
): void {
  const existing = set.declaration.interval ? set.overlap(element.key) : set.find(element.key)
  if (existing === undefined || isExpired(existing, transaction.nowMs)) {
    if (existing !== undefined) removeElement(transaction, set, existing)
    insertElement(transaction, table, set, element, place)
  } else if (set.declaration.interval && set.find(element.key) !== existing)
    throw new Refusal(errno.exists, 'element', { detail: place })
  else if (exclusive || !isSameData(existing.data, element.data))
    throw new Refusal(errno.exists, 'element', { detail: place })
}

/** Intervals of one field go in by where they begin, of equals the last one first, as nft sorts them before it looks for overlaps (src/intervals.c). */
function addIntervals(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  elements: readonly NewElement[],
  exclusive: boolean,
): void {
  const type = knownType(set.declaration.keyTypes[0] ?? 'integer')
  const sorted = elements.map((element, place) => ({
    element: { ...element, key: plainInterval(element.key, type) },
    place,
    bounds: keyBounds(element.key, set.declaration.keyTypes),
  }))
  if (sorted.length > 1)
    sorted.sort(
      (left, right) =>
        compareWords(left.bounds.from, 0, right.bounds.from, 0, type.words) ||
        right.place - left.place,
    )
  for (const { element, place } of sorted) {
    if (set.declaration.autoMerge && !set.isMap && element.key.kind !== 'any')
      mergeElement(transaction, table, set, element, place, type)
    else {
      const existing = set.overlap(element.key)
      const conflict = existing !== undefined && !isExpired(existing, transaction.nowMs)
      if (conflict && set.find(element.key) !== existing)
        throw new Refusal(
          transaction.isNew(existing)
            ? 'conflicting intervals specified'
            : 'interval overlaps with an existing one',
          'element',
          { detail: place, byNft: true },
        )
      addElement(transaction, table, set, element, place, exclusive)
    }
  }
}

/** A range that is a prefix is kept as one. */
function plainInterval(key: ElementKey, type: DataType): ElementKey {
  return key.kind === 'range' ? intervalConstant(type, key.from, key.to) : key
}

function isExpired(element: SetElement, nowMs: number): boolean {
  return element.expiresAtMs <= nowMs
}

/** With auto-merge, intervals that overlap or touch become one. */
function mergeElement(
  transaction: Transaction,
  table: Table,
  set: NftSet,
  element: NewElement,
  place: number,
  type: DataType,
): void {
  let from = lowest(element.key)
  let to = highest(element.key, type)
  for (
    let other = touching(set, type, from, to);
    other !== undefined;
    other = touching(set, type, from, to)
  ) {
    if (lowest(other.key) < from) from = lowest(other.key)
    if (highest(other.key, type) > to) to = highest(other.key, type)
    removeElement(transaction, set, other)
  }
  const key = isWildcard(from) ? element.key : intervalConstant(type, from, to)
  insertElement(transaction, table, set, { ...element, key }, place)
}

function touching(set: NftSet, type: DataType, from: Datum, to: Datum): SetElement | undefined {
  if (typeof from === 'string' || typeof to === 'string')
    return set.overlap({ kind: 'value', type: type.name, value: from })
  const one = typeof from === 'bigint' ? 1n : 1
  const highestOfAll = typeof to === 'bigint' ? (1n << BigInt(type.bits)) - 1n : 2 ** type.bits - 1
  const below = from > 0 ? BigInt(from) - BigInt(one) : BigInt(from)
  const above = to < highestOfAll ? BigInt(to) + BigInt(one) : BigInt(to)
  const asDatum = (value: bigint): Datum => (typeof from === 'bigint' ? value : Number(value))
  return set.overlap({ kind: 'range', type: type.name, from: asDatum(below), to: asDatum(above) })
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
  const hasData = declaration.dataTypes !== undefined
  if (hasData && fields.data === undefined)
    throw new Refusal(errno.invalid, 'element', { detail: place })
  if (fields.timeoutMs !== undefined && !declaration.timeout)
    throw new Refusal(errno.invalid, 'element', { detail: place })
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
    statement: fields.statement ?? declaration.statement,
  })
  set.insert(element)
  if (declaration.interval) transaction.noteNew(element)
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
    else if (!mayLack && set.declaration.interval)
      throw new Refusal('element does not exist', 'element', { detail: place, byNft: true })
    else if (!mayLack) throw new Refusal(errno.noEntry, 'element', { detail: place })
  }
}

export function removeElement(transaction: Transaction, set: NftSet, element: SetElement): void {
  set.remove(element)
  transaction.journal.note(() => set.insert(element))
  if (element.target !== undefined) transaction.useChain(element.target, -1)
}
