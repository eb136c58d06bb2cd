import { entryOf } from '../../../../base/entry-of.ts'
import { type BitOperator, foldBitwise, typesOf } from '../../model/bitwise.ts'
import { knownType } from '../../model/data-type.ts'
import type { Constant, Expression } from '../../model/expression.ts'
import { payloadFields } from '../../model/selectors.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { readKey } from './constant-reader.ts'
import { beginsOption, readOption } from './option-reader.ts'
import { beginsSelector as beginsPlain, readModulus, readSelector } from './selector-reader.ts'
import { readMapSource } from './set-reader.ts'

/** Nesting of parentheses and map lookups that is read; nft itself gives up at 16 (parser stack aside). */
const expressionDepthMax = 16

/** An expression that looks at the packet: selectors, joined by ` . ` or worked on by constants. */
export function readExpression(cursor: Cursor, context: RuleContext, depth = 0): Expression {
  const first = readOr(cursor, context, undefined, depth)
  if (!cursor.isMark('.')) return first
  const parts = [first]
  while (cursor.acceptMark('.')) parts.push(readOr(cursor, context, undefined, depth))
  return { kind: 'concatenation', parts }
}

/**
 * What a value is set to: like an expression, but constants may stand alone; they are of `types`.
 * A map may follow (`ip saddr map @m`), whose data is of `types`.
 */
export function readValueExpression(
  cursor: Cursor,
  context: RuleContext,
  types: readonly string[],
): Expression {
  const begins = canBegin(cursor) && beginsSelector(cursor) && !isSymbol(cursor, types)
  if (!begins && !cursor.isMark('(')) {
    const constant = readList(cursor, types) ?? readKey(cursor, types)
    return constant.kind === 'value' ? continueBits(cursor, context, constant, types[0]) : constant
  }
  const expression = readOr(cursor, context, types[0], 0)
  const key = cursor.isMark('.') ? readRestOfConcatenation(cursor, context, expression) : expression
  if (!cursor.acceptWord('map')) return key
  const set = readMapSource(cursor, context, typesOf(key), types)
  return { kind: 'map', key, set, type: types.join(' . ') }
}

/** `ip protocol set icmp`: the name of a value, not the beginning of `icmp type`. */
function isSymbol(cursor: Cursor, types: readonly string[]): boolean {
  const [type] = types
  const { word, offset } = cursor
  if (type !== 'inet_proto' || entryOf(knownType(type).symbols, word) === undefined) return false
  cursor.next()
  const field = cursor.kind === tokenKind.word && entryOf(payloadFields[word] ?? {}, cursor.word)
  cursor.seek(offset)
  return typeof field !== 'string'
}

/** `ct event set new,destroy`: several flags. */
function readList(cursor: Cursor, types: readonly string[]): Constant | undefined {
  const type = knownType(types[0] ?? 'integer')
  if (types.length !== 1 || type.style !== 'flags') return undefined
  let value = 0
  do {
    const part = readKey(cursor, types)
    if (part.kind === 'value') value |= Number(part.value)
  } while (cursor.acceptMark(',') || cursor.acceptMark('|') || cursor.acceptWord('or'))
  return { kind: 'value', type: type.name, value: value >>> 0 }
}

function readRestOfConcatenation(
  cursor: Cursor,
  context: RuleContext,
  first: Expression,
): Expression {
  const parts = [first]
  while (cursor.acceptMark('.')) parts.push(readOr(cursor, context, undefined, 0))
  return { kind: 'concatenation', parts }
}

function continueBits(
  cursor: Cursor,
  context: RuleContext,
  left: Expression,
  type: string | undefined,
): Expression {
  let result = left
  for (let operator = takeOperator(cursor); operator !== undefined; operator = takeOperator(cursor))
    result = combine(cursor, result, operator, readPrimary(cursor, context, type, 0))
  return result
}

const operators: Readonly<Record<string, BitOperator>> = {
  '&': '&',
  and: '&',
  '|': '|',
  or: '|',
  '^': '^',
  xor: '^',
}

function peekOperator(cursor: Cursor): BitOperator | undefined {
  if (cursor.kind === tokenKind.quoted) return undefined
  const word = cursor.word
  return entryOf(operators, word)
}

function takeOperator(cursor: Cursor): BitOperator | undefined {
  const operator = peekOperator(cursor)
  if (operator !== undefined) cursor.next()
  return operator
}

/** `|` binds least, then `^`, then `&`, then shifts (nftables src/parser_bison.y, inclusive_or_expr). */
function readOr(
  cursor: Cursor,
  context: RuleContext,
  type: string | undefined,
  depth: number,
): Expression {
  return readLevel(cursor, context, type, depth, 0)
}

const levels: readonly BitOperator[] = ['|', '^', '&']

function readLevel(
  cursor: Cursor,
  context: RuleContext,
  type: string | undefined,
  depth: number,
  level: number,
): Expression {
  const operator = levels[level]
  if (operator === undefined) return readShift(cursor, context, type, depth)
  let left = readLevel(cursor, context, type, depth, level + 1)
  while (peekOperator(cursor) === operator) {
    cursor.next()
    const right = readLevel(cursor, context, type ?? typesOf(left)[0], depth, level + 1)
    left = combine(cursor, left, operator, right)
  }
  return left
}

function readShift(
  cursor: Cursor,
  context: RuleContext,
  type: string | undefined,
  depth: number,
): Expression {
  let operand = readPrimary(cursor, context, type, depth)
  for (;;) {
    const left = cursor.isMark('<<') || cursor.isWord('lshift')
    if (!left && !cursor.isMark('>>') && !cursor.isWord('rshift')) return operand
    cursor.next()
    const by = cursor.takeNumber()
    operand = {
      kind: 'shift',
      operand,
      direction: left ? '<<' : '>>',
      by,
      type: typesOf(operand)[0] ?? 'integer',
    }
  }
}

function readPrimary(
  cursor: Cursor,
  context: RuleContext,
  type: string | undefined,
  depth: number,
): Expression {
  if (depth > expressionDepthMax) throw cursor.fault('syntax', 'expressions are nested too deeply')
  if (cursor.acceptMark('(')) {
    const inner = readOr(cursor, context, type, depth + 1)
    cursor.expectMark(')')
    return inner
  }
  if (beginsHash(cursor)) return readHash(cursor, context, depth)
  if (canBegin(cursor) && beginsOption(cursor)) return readOption(cursor, context)
  if (canBegin(cursor) && beginsPlain(cursor)) return readSelector(cursor, context)
  if (type === undefined)
    throw cursor.kind === tokenKind.word
      ? cursor.fault('evaluation', 'No symbol type information')
      : cursor.unexpected('a selector such as ip saddr')
  const constant = readKey(cursor, [knownType(type).name])
  return constant
}

function combine(
  cursor: Cursor,
  left: Expression,
  operator: BitOperator,
  right: Expression,
): Expression {
  if (right.kind === 'value') return foldBitwise(left, operator, right.value)
  if (left.kind === 'value') return foldBitwise(right, operator, left.value)
  throw cursor.fault('evaluation', 'Right hand side of binary operation must be constant')
}

function canBegin(cursor: Cursor): boolean {
  return cursor.kind === tokenKind.word || cursor.isMark('@')
}

/** Whether the current word begins an expression that looks at the packet. */
export function beginsSelector(cursor: Cursor): boolean {
  return beginsHash(cursor) || beginsOption(cursor) || beginsPlain(cursor)
}

function beginsHash(cursor: Cursor): boolean {
  return cursor.isWord('jhash') || cursor.isWord('symhash')
}

function readHash(cursor: Cursor, context: RuleContext, depth: number): Expression {
  const symmetric = cursor.word === 'symhash'
  cursor.next()
  const operand = symmetric ? undefined : readExpression(cursor, context, depth + 1)
  const modulus = readModulus(cursor)
  const seed = !symmetric && cursor.acceptWord('seed') ? cursor.takeNumber() : undefined
  const offset = cursor.acceptWord('offset') ? cursor.takeNumber() : 0
  return { kind: 'hash', operand, modulus, seed, offset, type: 'integer' }
}
