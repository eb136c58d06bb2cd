import { entryOf } from '../../../../base/entry-of.ts'
import { allOnes, compute, isZero, typesOf } from '../../model/bitwise.ts'
import { isInteger, knownType } from '../../model/data-type.ts'
import type { Expression, Pattern } from '../../model/expression.ts'
import { maskLength } from '../../model/prefix.ts'
import type { Comparison, MatchStatement, Statement } from '../../model/statement.ts'
import { readConstant, readKey } from '../expressions/constant-reader.ts'
import { readExpression, readValueExpression } from '../expressions/expression-reader.ts'
import { readMapSource, readSetSource } from '../expressions/set-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import type { RuleContext } from './rule-context.ts'

/** A match, a verdict map, or a value being set: whatever begins with a selector. */
export function readMatch(cursor: Cursor, context: RuleContext): Statement | undefined {
  const offset = cursor.offset
  const left = readExpression(cursor, context)
  if (cursor.acceptWord('vmap'))
    return {
      kind: 'vmap',
      key: left,
      set: readMapSource(cursor, context, typesOf(left), ['verdict']),
    }
  if (cursor.acceptWord('set')) return readSetValue(cursor, context, left)
  if (
    left.kind === 'meta' &&
    left.key === 'nfproto' &&
    (context.family === 'ip' || context.family === 'ip6')
  )
    throw cursor.fault('evaluation', 'meta nfproto is only useful in the inet family', offset)
  const op = readComparison(cursor)
  const rightAt = cursor.offset
  const right = readPattern(cursor, context, left, op)
  checkComparison(cursor, { kind: 'match', left, op, right }, offset, rightAt)
  return normalized({ kind: 'match', left, op, right })
}

const orders: ReadonlySet<Comparison> = new Set(['<', '<=', '>', '>='])
const patternNames: Readonly<Record<string, string>> = {
  range: 'range',
  prefix: 'prefix',
  named: 'set reference',
  anonymous: 'set',
}

/** What nft refuses of comparisons (src/evaluate.c, expr_evaluate_relational). */
function checkComparison(
  cursor: Cursor,
  { left, op, right }: MatchStatement,
  leftAt: number,
  rightAt: number,
): void {
  const name = patternNames[right.kind]
  if (orders.has(op) && name !== undefined)
    throw cursor.fault(
      'evaluation',
      `Relational expression (${op}) is undefined for ${name} expressions`,
      rightAt,
    )
  if (op !== '!') return
  if (left.kind === 'bitwise')
    throw cursor.fault('evaluation', 'cannot combine negation with binary expression', leftAt)
  if (right.kind !== 'flags')
    throw cursor.fault(
      'evaluation',
      'negation can only be used with singleton bitmask values',
      leftAt,
    )
}

function readSetValue(cursor: Cursor, context: RuleContext, target: Expression): Statement {
  const types = typesOf(target)
  const offset = cursor.offset
  const value = readValueExpression(cursor, context, types)
  const found = value.kind === 'map' ? types : typesOf(value)
  const fits = found[0] === types[0] || isInteger(found[0] ?? '') || isInteger(types[0] ?? '')
  if (!fits)
    throw cursor.fault(
      'evaluation',
      `datatype mismatch: expected ${knownType(types[0] ?? '').description}, expression has type ${knownType(found[0] ?? '').description}`,
      offset,
    )
  return { kind: 'set-value', target, value }
}

const comparisonWords: Readonly<Record<string, Comparison>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '!': '!',
  not: '!',
}

function readComparison(cursor: Cursor): Comparison {
  if (cursor.kind === tokenKind.quoted) return ''
  const word = cursor.word
  const comparison = entryOf(comparisonWords, word)
  if (comparison === undefined) return ''
  cursor.next()
  return comparison
}

function readPattern(
  cursor: Cursor,
  context: RuleContext,
  left: Expression,
  op: Comparison,
): Pattern {
  const types = typesOf(left)
  if (cursor.isMark('{') || cursor.isMark('@')) return readSetSource(cursor, context, types)
  const offset = cursor.offset
  const presence = readPresence(cursor, left)
  if (presence !== undefined) return presence
  const type = knownType(types[0] ?? 'integer')
  if (types.length === 1 && type.style === 'flags')
    return readFlags(cursor, type.name, op, left.kind === 'bitwise')
  const key = readKey(cursor, types)
  if (cursor.isMark(','))
    throw cursor.fault('evaluation', `Basetype of type ${type.description} is not bitmask`, offset)
  return key
}

/** `fib … oif exists`, `missing`: whether there is a route. */
function readPresence(cursor: Cursor, left: Expression): Pattern | undefined {
  if (left.kind !== 'fib' || left.result === 'type') return undefined
  const value = cursor.isWord('exists') ? 1 : cursor.isWord('missing') ? 0 : undefined
  if (value === undefined) return undefined
  cursor.next()
  return { kind: 'value', type: 'boolean', value }
}

/** `new`, `new,established`, `(snat|dnat)`, `syn / syn,ack`. */
function readFlags(cursor: Cursor, type: string, op: Comparison, masked: boolean): Pattern {
  const value = readFlagList(cursor, type)
  if (cursor.acceptMark('/'))
    return { kind: 'masked', type, value: value.value, mask: readFlagList(cursor, type).value }
  if (op === '!' || (op === '' && !masked)) return { kind: 'flags', type, value: value.value }
  return { kind: 'value', type, value: value.value }
}

function readFlagList(cursor: Cursor, type: string): { value: number } {
  const grouped = cursor.acceptMark('(')
  let value = 0
  do {
    const constant = readConstant(cursor, knownType(type))
    if (constant.kind === 'value') value |= Number(constant.value)
  } while (cursor.acceptMark(',') || cursor.acceptMark('|') || cursor.acceptWord('or'))
  if (grouped) cursor.expectMark(')')
  return { value: value >>> 0 }
}

/** `flags & mask op value` and prefixes written as masks, in the one form that data has for them. */
function normalized(match: MatchStatement): MatchStatement {
  const { op, right } = match
  const left = match.left
  if (left.kind !== 'bitwise' || right.kind !== 'value') return withoutEquals(match)
  const type = knownType(left.type)
  // `mark ^ 3 == 1` is `mark == 2` (nftables src/evaluate.c, binop_transfer).
  if (left.mask === allOnes(type.bits))
    return withoutEquals({
      ...match,
      left: left.operand,
      right: { ...right, value: compute(right.value, '^', left.xor) },
    })
  if (!isZero(left.xor)) return withoutEquals(match)
  const outside = compute(compute(right.value, '&', left.mask), '^', right.value)
  if (type.style === 'flags') return flagMatch(match, Number(left.mask), Number(right.value))
  const length = maskLength(left.mask, type.bits)
  if (!type.prefix || length === undefined || !isZero(outside)) return match
  if (op !== '' && op !== '==' && op !== '!=') return match
  return {
    kind: 'match',
    left: left.operand,
    op: op === '==' ? '' : op,
    right: { kind: 'prefix', type: type.name, value: right.value, length },
  }
}

/** nftables src/netlink_delinearize.c, relational_binop_postprocess. */
function flagMatch(match: MatchStatement, mask: number, value: number): MatchStatement {
  const left = match.left.kind === 'bitwise' ? match.left.operand : match.left
  const type = match.left.kind === 'bitwise' ? match.left.type : 'integer'
  if (value === 0 && match.op === '!=')
    return { kind: 'match', left, op: '', right: { kind: 'flags', type, value: mask } }
  if (value === 0)
    return { kind: 'match', left, op: '!', right: { kind: 'flags', type, value: mask } }
  if (mask === allOnes(knownType(type).bits))
    return {
      kind: 'match',
      left,
      op: match.op === '' ? '==' : match.op,
      right: { kind: 'value', type, value },
    }
  const op = match.op === '==' ? '' : match.op
  return { kind: 'match', left, op, right: { kind: 'masked', type, value, mask } }
}

/** `==` says nothing that its absence does not say, but for flags. */
function withoutEquals(match: MatchStatement): MatchStatement {
  const { op, right } = match
  const flags = right.kind === 'value' && knownType(right.type).style === 'flags'
  return op === '==' && !flags && match.left.kind !== 'bitwise' ? { ...match, op: '' } : match
}
