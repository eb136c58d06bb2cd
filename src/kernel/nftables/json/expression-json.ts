import { unfoldBitwise } from '../model/bitwise.ts'
import { type Datum, formatDatum, knownType } from '../model/data-type.ts'
import type {
  BitwiseExpression,
  ConstantElement,
  ElementKey,
  Expression,
  HashExpression,
  Pattern,
  PayloadExpression,
  SetSource,
  SimpleConstant,
} from '../model/expression.ts'
import type { ElementData, Verdict } from '../model/statement.ts'
import type { JsonValue } from './json-value.ts'
import { opaqueExpressionJson } from './opaque-json.ts'

/** Expressions as `nft -j` 1.0.6 writes them (src/json.c). */
export function expressionJson(expression: Expression): JsonValue {
  switch (expression.kind) {
    case 'payload':
      return payloadJson(expression)
    case 'meta':
      return { meta: { key: expression.key } }
    case 'ct': {
      const { key, direction } = expression
      return { ct: direction === undefined ? { key } : { key, dir: direction } }
    }
    case 'fib':
      return { fib: { result: expression.result, flags: expression.flags } }
    case 'numgen': {
      const { mode, modulus, offset } = expression
      return { numgen: { mode, mod: modulus, offset } }
    }
    case 'hash':
      return hashJson(expression)
    case 'bitwise':
      return bitwiseJson(expression)
    case 'shift':
      return { [expression.direction]: [expressionJson(expression.operand), expression.by] }
    case 'concatenation':
      return { concat: expression.parts.map(expressionJson) }
    case 'map':
      return { map: { key: expressionJson(expression.key), data: setJson(expression.set) } }
    case 'opaque':
      return opaqueExpressionJson(expression.text)
    default:
      return keyJson(expression)
  }
}

function payloadJson({ protocol, field }: PayloadExpression): JsonValue {
  return { payload: { protocol, field } }
}

function hashJson({ operand, modulus, seed, offset }: HashExpression): JsonValue {
  return {
    [operand === undefined ? 'symhash' : 'jhash']: {
      mod: modulus,
      ...(seed === undefined ? {} : { seed }),
      ...(offset === 0 ? {} : { offset }),
      ...(operand === undefined ? {} : { expr: expressionJson(operand) }),
    },
  }
}

function bitwiseJson(expression: BitwiseExpression): JsonValue {
  const { and, xor, or } = unfoldBitwise(expression)
  let json = expressionJson(expression.operand)
  if (and !== undefined) json = { '&': [json, datumJson(expression.type, and)] }
  if (xor !== undefined) json = { '^': [json, datumJson(expression.type, xor)] }
  if (or !== undefined) json = { '|': [json, datumJson(expression.type, or)] }
  return json
}

export function keyJson(key: ElementKey): JsonValue {
  if (key.kind === 'any') return '*'
  return key.kind === 'concat' ? { concat: key.parts.map(simpleJson) } : simpleJson(key)
}

function simpleJson(constant: SimpleConstant): JsonValue {
  switch (constant.kind) {
    case 'value':
      return datumJson(constant.type, constant.value)
    case 'prefix':
      return { prefix: { addr: datumJson(constant.type, constant.value), len: constant.length } }
    default:
      return {
        range: [
          datumJson(constant.type, constant.from, true),
          datumJson(constant.type, constant.to, true),
        ],
      }
  }
}

/** `numeric`: without names, as ends of ranges are. */
export function datumJson(typeName: string, value: Datum, numeric = false): JsonValue {
  const type = knownType(typeName)
  if (typeof value === 'string') return textJson(value)
  if (type.name === 'boolean') return value !== 0
  switch (type.style) {
    case 'number':
    case 'hex':
    case 'mark':
      return Number(value)
    case 'quoted-symbol': {
      const name = numeric ? undefined : type.names.get(Number(value))
      // nft writes the number of a realm without a name as a text.
      return name ?? (type.name === 'realm' ? String(value) : Number(value))
    }
    case 'symbol':
      // Only protocols lose their names in ranges (nftables src/json.c, inet_protocol_type_json).
      return (
        (numeric && type.name === 'inet_proto' ? undefined : type.names.get(Number(value))) ??
        Number(value)
      )
    case 'duration':
      return Math.floor(Number(value) / 1_000)
    case 'classid':
      return formatDatum(type, value)
    case 'date':
    case 'hour':
      return formatDatum(type, value).slice(1, -1)
    case 'flags':
      return flagsJson(typeName, Number(value))
    default:
      return formatDatum(type, value)
  }
}

/** One flag by its name, several joined by `|`. */
function flagsJson(typeName: string, value: number): JsonValue {
  const names = flagNames(typeName, value)
  const [first = '', ...rest] = names
  return rest.reduce<JsonValue>((left, name) => ({ '|': [left, name] }), first)
}

function flagNames(typeName: string, value: number): string[] {
  return formatDatum(knownType(typeName), value).split(',')
}

function textJson(value: string): JsonValue {
  return value.startsWith('"') ? value.slice(1, -1) : value
}

export function patternJson(pattern: Pattern): JsonValue {
  switch (pattern.kind) {
    case 'flags':
      return listJson(pattern.type, pattern.value)
    case 'masked':
      return listJson(pattern.type, pattern.value)
    case 'named':
    case 'anonymous':
      return setJson(pattern)
    default:
      return keyJson(pattern)
  }
}

/** One name, or a list of several. */
export function listJson(typeName: string, value: number): JsonValue {
  const names = flagNames(typeName, value)
  return names.length === 1 ? (names[0] ?? '') : names
}

export function setJson(source: SetSource): JsonValue {
  if (source.kind === 'named') return `@${source.name}`
  return { set: source.elements.map(elementJson) }
}

function elementJson({ key, data, comment }: ConstantElement): JsonValue {
  const json = keyJson(key)
  const head: JsonValue = comment === undefined ? json : { elem: { val: json, comment } }
  return data === undefined ? head : [head, dataJson(data)]
}

export function dataJson(data: ElementData): JsonValue {
  switch (data.kind) {
    case 'value':
    case 'prefix':
    case 'range':
    case 'concat':
      return keyJson(data)
    default:
      return verdictJson(data)
  }
}

export function verdictJson(verdict: Verdict): JsonValue {
  return verdict.kind === 'jump' || verdict.kind === 'goto'
    ? { [verdict.kind]: { target: verdict.chain } }
    : { [verdict.kind]: null }
}
