import { tryParseAddress } from '../../../../packet/address.ts'
import {
  type DataType,
  type Datum,
  isInteger,
  knownType,
  parseDatum,
} from '../../model/data-type.ts'
import type { Constant, SimpleConstant } from '../../model/expression.ts'
import { maskLength, withoutHostBits } from '../../model/prefix.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

/** A value, `value/length`, or `from-to`, of one type. */
export function readConstant(cursor: Cursor, type: DataType): SimpleConstant {
  const offset = cursor.offset
  const value = readDatum(cursor, type)
  if (cursor.isMark('/') && canBePrefix(type)) return readPrefix(cursor, type, value, offset)
  if (cursor.acceptMark('-')) {
    const to = readDatum(cursor, type)
    if (isBelow(to, value))
      throw cursor.fault('evaluation', 'Range has zero or negative size', offset)
    return { kind: 'range', type: type.name, from: value, to }
  }
  return { kind: 'value', type: type.name, value }
}

/** One constant, or several joined by ` . `. */
export function readKey(cursor: Cursor, types: readonly string[]): Constant {
  const offset = cursor.offset
  const first = readConstant(cursor, knownType(types[0] ?? 'integer'))
  if (!cursor.isMark('.')) {
    if (types.length > 1) throw cursor.fault('evaluation', wrongShape(types), offset)
    return first
  }
  if (types.length === 1)
    throw cursor.fault('evaluation', "Can't parse symbolic invalid expressions", offset)
  const parts = [first]
  while (cursor.acceptMark('.')) {
    const type = types[parts.length]
    if (type === undefined)
      throw cursor.fault('evaluation', `too many concatenation components`, offset)
    parts.push(readConstant(cursor, knownType(type)))
  }
  if (parts.length < types.length) throw cursor.fault('evaluation', wrongShape(types), offset)
  return { kind: 'concat', parts }
}

function wrongShape(types: readonly string[]): string {
  const names = types.map((type) => knownType(type).description).join(', ')
  return `invalid data type, expected concatenation of (${names})`
}

export function readDatum(cursor: Cursor, type: DataType): Datum {
  const { kind, offset, worth } = cursor
  // Plain numbers and IPv4 addresses, of which a large cluster has hundreds of thousands.
  if (
    kind === tokenKind.number &&
    worth >= 0 &&
    worth <= 0xffff &&
    type.bits >= 16 &&
    isNumeric(type)
  ) {
    cursor.next()
    return worth
  }
  if (kind === tokenKind.value && worth >= 0 && type.style === 'address' && type.bits === 32) {
    cursor.next()
    return worth
  }
  const quoted = cursor.kind === tokenKind.quoted
  if (
    !quoted &&
    cursor.kind !== tokenKind.word &&
    cursor.kind !== tokenKind.number &&
    cursor.kind !== tokenKind.value
  )
    throw cursor.unexpected(type.description)
  const word = cursor.word
  const numeric = cursor.kind === tokenKind.number
  cursor.next()
  if (type.style === 'name') return readName(cursor, type, word, offset)
  if (type.style === 'text') return quoted ? `"${word}"` : word
  const value = parseDatum(type, word)
  if (value !== undefined) return value
  if (numeric && type.style === 'address' && type.bits === 32 && Number(word) <= 0xffff_ffff)
    return Number(word)
  throw cursor.fault('evaluation', reasonFor(type, word, numeric), offset)
}

function isNumeric(type: DataType): boolean {
  return type.style === 'number' || type.style === 'mark'
}

function readName(cursor: Cursor, type: DataType, word: string, offset: number): string {
  if (word === '') throw cursor.fault('evaluation', 'Empty string is not allowed', offset)
  // The first interface of every node.
  if (type.name === 'iface_index' && word === '1') return 'lo'
  // IFNAMSIZ, linux/if.h; an interface must exist for `iif`, which an emulator cannot know.
  if (type.name !== 'string' && word.length > 15 + (word.endsWith('*') ? 1 : 0))
    throw cursor.fault('evaluation', `String exceeds maximum length of 16`, offset)
  return word
}

/** nft's words for a value that its type does not take (nftables src/datatype.c). */
function reasonFor(type: DataType, word: string, numeric: boolean): string {
  if (type.name === 'uid') return 'User does not exist'
  if (type.name === 'gid') return 'Group does not exist'
  if (type.name === 'inet_service')
    return numeric
      ? 'Service out of range'
      : `Could not resolve service: Servname not supported for ai_socktype`
  if (type.name === 'inet_proto')
    return numeric ? 'Protocol out of range' : 'Could not resolve protocol name'
  if (type.style === 'address')
    return tryParseAddress(word) === undefined
      ? 'Could not resolve hostname: Name or service not known'
      : 'Could not resolve hostname: Address family for hostname not supported'
  if (type.style === 'date') return 'Cannot parse date'
  if (type.style === 'hour') return 'wrong time format'
  if (numeric)
    return `Value ${BigInt(word)} exceeds valid range 0-${(1n << BigInt(type.bits)) - 1n}`
  return `Could not parse ${type.description}`
}

function canBePrefix(type: DataType): boolean {
  return type.prefix || isInteger(type.name) || type.name === 'inet_service'
}

function readPrefix(
  cursor: Cursor,
  type: DataType,
  value: Datum,
  valueOffset: number,
): SimpleConstant {
  cursor.next()
  const offset = cursor.offset
  if (cursor.kind === tokenKind.value) {
    // A netmask: 10.0.0.0/255.0.0.0
    const mask = readDatum(cursor, type)
    const length = maskLength(mask, type.bits)
    if (length === undefined)
      throw cursor.fault('syntax', 'syntax error, unexpected string, expecting number', offset)
    return prefixOf(type, value, length)
  }
  const length = cursor.takeNumber()
  if (length > type.bits)
    throw cursor.fault(
      'evaluation',
      `Prefix length ${length} is invalid for type of ${type.bits} bits width`,
      valueOffset,
    )
  return prefixOf(type, value, length)
}

/** Bits beyond the length are cleared, as nft clears them. */
export function prefixOf(type: DataType, value: Datum, length: number): SimpleConstant {
  const cleared = withoutHostBits(value, type.bits, length)
  if (length === type.bits) return { kind: 'value', type: type.name, value: cleared }
  return { kind: 'prefix', type: type.name, value: cleared, length }
}

function isBelow(left: Datum, right: Datum): boolean {
  return typeof left !== 'string' && typeof right !== 'string' && left < right
}
