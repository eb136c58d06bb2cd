import { compareWords, type KeyBounds, keyBounds } from '../ruleset/key-words.ts'
import { type DataType, knownType } from './data-type.ts'
import { isSameData } from './element-data.ts'
import type { ConstantElement, ElementKey, SimpleConstant } from './expression.ts'

/**
 * Elements in the order in which nft lists them. Hashed sets are sorted by value (src/mergesort.c), intervals of one
 * field by where they begin, with neighbours joined where `merge` (src/intervals.c, set_automerge);
 * concatenations with intervals stay as they came. Of a set's equal keys the first one stays; a map (not `merge`)
 * must have none, nor overlaps: the answer is then the place of the element that is one too many.
 */
export function arrangeElements(
  elements: readonly ConstantElement[],
  keyTypes: readonly string[],
  interval: boolean,
  merge: boolean,
): readonly ConstantElement[] | number {
  if (!interval) return withoutRepeats(elements, keyTypes, merge)
  if (keyTypes.length > 1) return elements
  const type = knownType(keyTypes[0] ?? 'integer')
  const entries = elements.map((element) => ({
    element: asPrefix(element, type),
    original: element,
    bounds: keyBounds(element.key, keyTypes),
  }))
  entries.sort((left, right) => compareIntervals(left, right, type.words))
  if (merge) return joined(entries, type).map((entry) => entry.element)
  const conflict = entries.find((entry, index) => {
    const before = entries[index - 1]
    return (
      before !== undefined &&
      entry.element.key.kind !== 'any' &&
      overlaps(before, entry, type.words)
    )
  })
  return conflict === undefined
    ? entries.map((entry) => entry.element)
    : elements.indexOf(conflict.original)
}

function asPrefix(element: ConstantElement, type: DataType): ConstantElement {
  const { key } = element
  return key.kind === 'range'
    ? { ...element, key: intervalConstant(type, key.from, key.to) }
    : element
}

function overlaps(left: Entry, right: Entry, width: number): boolean {
  return compareWords(right.bounds.from, 0, left.bounds.to, 0, width) <= 0
}

interface Entry {
  readonly element: ConstantElement
  readonly bounds: KeyBounds
}

function compareIntervals(left: Entry, right: Entry, width: number): number {
  const anyLeft = left.element.key.kind === 'any'
  const anyRight = right.element.key.kind === 'any'
  if (anyLeft || anyRight) return Number(anyLeft) - Number(anyRight)
  return (
    compareWords(left.bounds.from, 0, right.bounds.from, 0, width) ||
    compareWords(right.bounds.to, 0, left.bounds.to, 0, width)
  )
}

/** Sorted intervals with those that touch or overlap made into one. */
function joined(entries: readonly Entry[], type: DataType): readonly Entry[] {
  const result: Entry[] = []
  for (const entry of entries) {
    const last = result.at(-1)
    if (
      last === undefined ||
      entry.element.key.kind === 'any' ||
      !touches(last, entry, type.words)
    ) {
      result.push(entry)
      continue
    }
    if (compareWords(entry.bounds.to, 0, last.bounds.to, 0, type.words) <= 0) continue
    const bounds = { from: last.bounds.from, to: entry.bounds.to, exact: false }
    result[result.length - 1] = { element: { key: intervalKey(type, last, entry) }, bounds }
  }
  return result
}

function touches(left: Entry, right: Entry, width: number): boolean {
  if (compareWords(right.bounds.from, 0, left.bounds.to, 0, width) <= 0) return true
  return compareWords(right.bounds.from, 0, successor(left.bounds.to), 0, width) === 0
}

function successor(words: Int32Array): Int32Array {
  const next = Int32Array.from(words)
  for (let at = next.length - 1; at >= 0; at -= 1) {
    next[at] = (next[at] ?? 0) + 1
    if (next[at] !== 0) break
  }
  return next
}

function intervalKey(type: DataType, first: Entry, last: Entry): ElementKey {
  const from = lowest(first.element.key)
  const to = highest(last.element.key, type)
  return intervalConstant(type, from, to)
}

/** An interval as nft writes it: a value, a prefix where it is one and the type has them, else a range. */
export function intervalConstant(
  type: DataType,
  from: number | bigint | string,
  to: number | bigint | string,
): SimpleConstant {
  if (from === to) return { kind: 'value', type: type.name, value: from }
  if (type.prefix && typeof from !== 'string' && typeof to !== 'string') {
    const size = BigInt(to) - BigInt(from) + 1n
    if ((size & (size - 1n)) === 0n && BigInt(from) % size === 0n) {
      const length = type.bits - (size.toString(2).length - 1)
      return { kind: 'prefix', type: type.name, value: from, length }
    }
  }
  return { kind: 'range', type: type.name, from, to }
}

export function lowest(key: ElementKey): number | bigint | string {
  if (key.kind === 'range') return key.from
  return key.kind === 'value' || key.kind === 'prefix' ? key.value : 0
}

export function highest(key: ElementKey, type: DataType): number | bigint | string {
  if (key.kind === 'range') return key.to
  if (key.kind === 'value') return key.value
  if (key.kind !== 'prefix' || typeof key.value === 'string') return 0
  const size = 1n << BigInt(type.bits - key.length)
  const top = BigInt(key.value) + size - 1n
  return typeof key.value === 'bigint' ? top : Number(top)
}

function withoutRepeats(
  elements: readonly ConstantElement[],
  keyTypes: readonly string[],
  merge: boolean,
): readonly ConstantElement[] | number {
  const flags = knownType(keyTypes[0] ?? 'integer').style === 'flags'
  if (!flags && isAscending(elements)) return elements
  const keyed = elements.map((element) => ({ element, order: sortKey(element.key, keyTypes) }))
  keyed.sort((left, right) => compareSortKeys(left.order, right.order))
  const isRepeat = (index: number) =>
    index > 0 && compareSortKeys(keyed[index]?.order ?? [], keyed[index - 1]?.order ?? []) === 0
  const conflict = keyed.find(
    (entry, index) =>
      !merge && isRepeat(index) && !isSameData(entry.element.data, keyed[index - 1]?.element.data),
  )
  if (conflict !== undefined) return elements.indexOf(conflict.element)
  return keyed.filter((_entry, index) => !isRepeat(index)).map((entry) => entry.element)
}

/** Plain numbers that already stand in order, as kube-proxy writes its maps. */
function isAscending(elements: readonly ConstantElement[]): boolean {
  let last = -1
  for (const { key } of elements) {
    if (key.kind !== 'value' || typeof key.value !== 'number' || key.value <= last) return false
    last = key.value
  }
  return true
}

/**
 * Bytes from the most significant one on, by which nft sorts: a plain value of a type in network order by
 * its value; names and concatenations as the memory they lie in, read from its end (a little-endian number).
 */
export function sortKey(key: ElementKey, keyTypes: readonly string[]): readonly number[] {
  if (key.kind === 'any') return [Number.POSITIVE_INFINITY]
  if (key.kind !== 'concat') {
    const type = knownType(keyTypes[0] ?? 'integer')
    // Several flags are a chain of `|`, sorted by the first of them; of equals the larger one comes first.
    if (type.style === 'flags' && key.kind === 'value') {
      const value = Number(key.value)
      return [(value & -value) >>> 0, -value]
    }
    const bytes = memoryOf(key, type, Math.ceil(type.bits / 8))
    return type.hostOrder || type.style === 'name' ? bytes.reverse() : bytes
  }
  return key.parts.flatMap((part) => memoryOf(part, knownType(part.type), undefined)).reverse()
}

/** The bytes of a value as they lie in memory. */
function memoryOf(part: SimpleConstant, type: DataType, width: number | undefined): number[] {
  const value = part.kind === 'range' ? part.from : part.value
  const size = width ?? Math.ceil(type.bits / 8)
  const bytes: number[] = []
  if (typeof value === 'string') {
    for (let index = 0; index < size; index += 1)
      bytes.push(index < value.length ? value.charCodeAt(index) & 255 : 0)
    return bytes
  }
  let rest = BigInt(value)
  for (let index = 0; index < size; index += 1) {
    bytes.push(Number(rest & 255n))
    rest >>= 8n
  }
  return type.hostOrder ? bytes : bytes.reverse()
}

export function compareSortKeys(left: readonly number[], right: readonly number[]): number {
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
