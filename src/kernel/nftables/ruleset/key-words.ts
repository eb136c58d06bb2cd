import { type DataType, type Datum, knownType } from '../model/data-type.ts'
import type { ElementKey, SimpleConstant } from '../model/expression.ts'

/**
 * Keys as 32-bit words, most significant first: each part of a concatenation is padded to whole words,
 * as the kernel pads it to whole registers (net/netfilter/nf_tables_api.c, nft_data_init).
 */
export function wordCount(types: readonly string[]): number {
  let count = 0
  for (const type of types) count += knownType(type).words
  return count
}

/** Writes a value from `at`; returns the place behind it. */
export function writeDatum(words: Int32Array, at: number, type: DataType, value: Datum): number {
  if (typeof value === 'string') return writeName(words, at, value, type.words, 0)
  if (typeof value === 'bigint' && type.words === 4) {
    const high = value >> 64n
    const low = value & 0xffff_ffff_ffff_ffffn
    words[at] = Number(high >> 32n)
    words[at + 1] = Number(high & 0xffff_ffffn)
    words[at + 2] = Number(low >> 32n)
    words[at + 3] = Number(low & 0xffff_ffffn)
    return at + 4
  }
  if (type.words === 1) {
    words[at] = Number(value)
    return at + 1
  }
  let rest = BigInt(value)
  for (let index = type.words - 1; index >= 0; index -= 1) {
    words[at + index] = Number(rest & 0xffff_ffffn)
    rest >>= 32n
  }
  return at + type.words
}

/** Names take four bytes a word; what is left is filled with `filler` (0, or 0xff above a wildcard). */
export function writeName(
  words: Int32Array,
  at: number,
  name: string,
  count: number,
  filler: number,
): number {
  const end = count * 4
  for (let index = 0; index < end; index += 4) {
    let word = 0
    for (let byte = index; byte < index + 4; byte += 1)
      word = (word << 8) | (byte < name.length ? name.charCodeAt(byte) & 255 : filler)
    words[at + (index >> 2)] = word
  }
  return at + count
}

/** The lowest and the highest key that a constant stands for; equal for a single value. */
export interface KeyBounds {
  readonly from: Int32Array
  readonly to: Int32Array
  readonly exact: boolean
}

export function keyBounds(key: ElementKey, types: readonly string[]): KeyBounds {
  const count = wordCount(types)
  const from = new Int32Array(count)
  const to = new Int32Array(count)
  const parts: readonly SimpleConstant[] =
    key.kind === 'concat' ? key.parts : key.kind === 'any' ? [] : [key]
  let at = 0
  let exact = key.kind !== 'any'
  for (const part of parts) {
    if (!isExact(part)) exact = false
    at = writeBounds(from, to, at, part)
  }
  return { from, to, exact }
}

/** Writes a key of single values into `words`. */
export function writeExactKey(words: Int32Array, key: ElementKey): void {
  if (key.kind === 'value') {
    writeDatum(words, 0, knownType(key.type), key.value)
    return
  }
  if (key.kind !== 'concat') return
  let at = 0
  for (const part of key.parts)
    if (part.kind === 'value') at = writeDatum(words, at, knownType(part.type), part.value)
}

export function isWildcard(value: Datum): value is string {
  return typeof value === 'string' && value.endsWith('*') && !value.endsWith('\\*')
}

function isExact(part: SimpleConstant): boolean {
  return part.kind === 'value' && !isWildcard(part.value)
}

function writeBounds(from: Int32Array, to: Int32Array, at: number, part: SimpleConstant): number {
  const type = knownType(part.type)
  if (part.kind === 'range') {
    writeDatum(from, at, type, part.from)
    return writeDatum(to, at, type, part.to)
  }
  if (part.kind === 'prefix') {
    writeDatum(from, at, type, part.value)
    const end = writeDatum(to, at, type, part.value)
    setLowBits(to, end, type.bits - part.length)
    return end
  }
  if (!isWildcard(part.value)) {
    writeDatum(from, at, type, part.value)
    return writeDatum(to, at, type, part.value)
  }
  const stem = part.value.slice(0, -1)
  writeName(from, at, stem, type.words, 0)
  return writeName(to, at, stem, type.words, 255)
}

function setLowBits(words: Int32Array, end: number, count: number): void {
  for (let at = end - 1; count > 0; at -= 1, count -= 32)
    words[at] = (words[at] ?? 0) | (count >= 32 ? -1 : (1 << count) - 1)
}

/** Unsigned, word by word: below 0, 0 or above 0. */
export function compareWords(
  left: Int32Array,
  leftAt: number,
  right: Int32Array,
  rightAt: number,
  count: number,
): number {
  for (let index = 0; index < count; index += 1) {
    const difference = ((left[leftAt + index] ?? 0) >>> 0) - ((right[rightAt + index] ?? 0) >>> 0)
    if (difference !== 0) return difference
  }
  return 0
}
