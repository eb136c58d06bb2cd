import { unfoldBitwise } from '../model/bitwise.ts'
import { type DataType, type Datum, formatDatum, knownType } from '../model/data-type.ts'
import type {
  AnonymousSource,
  BitwiseExpression,
  ConnectionExpression,
  ConstantElement,
  ElementKey,
  Expression,
  HashExpression,
  NumberGenerator,
  Pattern,
  SetSource,
  ShiftExpression,
  SimpleConstant,
} from '../model/expression.ts'
import { unqualifiedMetaKeys } from '../model/selectors.ts'
import type { ElementData, Verdict } from '../model/statement.ts'

/** Expressions as `nft list ruleset` 1.0.6 writes them. */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'payload':
      return `${expression.protocol} ${expression.field}`
    case 'meta':
      return unqualifiedMetaKeys.has(expression.key) ? expression.key : `meta ${expression.key}`
    case 'ct':
      return formatConnection(expression)
    case 'fib':
      return `fib ${expression.flags.join(' . ')} ${expression.result}`
    case 'numgen':
      return formatGenerator(expression)
    case 'hash':
      return formatHash(expression)
    case 'bitwise':
      return formatBitwise(expression)
    case 'shift':
      return formatShift(expression)
    case 'concatenation':
      return expression.parts.map(formatExpression).join(' . ')
    case 'map':
      return `${formatExpression(expression.key)} map ${formatSet(expression.set)}`
    case 'opaque':
      return expression.text
    default:
      return formatKey(expression)
  }
}

function formatShift({ operand, direction, by }: ShiftExpression): string {
  const text = formatExpression(operand)
  return `${operand.kind === 'bitwise' ? `(${text})` : text} ${direction} ${by}`
}

function formatConnection({ key, direction }: ConnectionExpression): string {
  return direction === undefined ? `ct ${key}` : `ct ${direction} ${key}`
}

function formatGenerator({ mode, modulus, offset }: NumberGenerator): string {
  return `numgen ${mode} mod ${modulus}${offset === 0 ? '' : ` offset ${offset}`}`
}

function formatHash({ operand, modulus, seed, offset }: HashExpression): string {
  const head = operand === undefined ? 'symhash' : `jhash ${formatExpression(operand)}`
  const seedText = seed === undefined || seed === 0 ? '' : ` seed 0x${seed.toString(16)}`
  return `${head} mod ${modulus}${seedText}${offset === 0 ? '' : ` offset ${offset}`}`
}

function formatBitwise(expression: BitwiseExpression): string {
  const type = knownType(expression.type)
  const { and, xor, or } = unfoldBitwise(expression)
  let text = formatExpression(expression.operand)
  if (and !== undefined) text += ` & ${formatMask(type, and)}`
  if (xor !== undefined) text += ` ^ ${formatDatum(type, xor)}`
  if (or !== undefined) text += ` | ${formatDatum(type, or)}`
  return text
}

/** Several flags of a mask are joined by `|`. */
function formatMask(type: DataType, mask: Datum): string {
  const text = formatDatum(type, mask)
  return type.style === 'flags' && text.includes(',') ? `(${text.split(',').join(' | ')})` : text
}

export function formatKey(key: ElementKey): string {
  if (key.kind === 'any') return '*'
  return key.kind === 'concat' ? key.parts.map(formatSimple).join(' . ') : formatSimple(key)
}

function formatSimple(constant: SimpleConstant): string {
  const type = knownType(constant.type)
  switch (constant.kind) {
    case 'value':
      return formatDatum(type, constant.value)
    case 'prefix':
      return `${formatDatum(type, constant.value)}/${constant.length}`
    default:
      return `${formatDatum(type, constant.from, true)}-${formatDatum(type, constant.to, true)}`
  }
}

/** What stands behind the operator of a match. */
export function formatPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'flags':
      return formatDatum(knownType(pattern.type), pattern.value)
    case 'masked': {
      const type = knownType(pattern.type)
      return `${formatDatum(type, pattern.value)} / ${formatDatum(type, pattern.mask)}`
    }
    case 'named':
    case 'anonymous':
      return formatSet(pattern)
    default:
      return formatKey(pattern)
  }
}

export function formatSet(source: SetSource): string {
  return source.kind === 'named' ? `@${source.name}` : formatAnonymous(source)
}

function formatAnonymous({ elements }: AnonymousSource): string {
  return `{ ${elements.map(formatConstantElement).join(', ')} }`
}

function formatConstantElement({ key, data, comment }: ConstantElement): string {
  const head =
    comment === undefined ? formatElementKey(key) : `${formatElementKey(key)} comment "${comment}"`
  return data === undefined ? head : `${head} : ${formatData(data)}`
}

/** In a set, several flags of one element are joined by `|`. */
export function formatElementKey(key: ElementKey): string {
  if (key.kind !== 'value' || knownType(key.type).style !== 'flags') return formatKey(key)
  return formatKey(key).split(',').join(' | ')
}

export function formatData(data: ElementData): string {
  switch (data.kind) {
    case 'value':
    case 'prefix':
    case 'range':
    case 'concat':
      return formatKey(data)
    default:
      return formatVerdict(data)
  }
}

export function formatVerdict(verdict: Verdict): string {
  return verdict.kind === 'jump' || verdict.kind === 'goto'
    ? `${verdict.kind} ${verdict.chain}`
    : verdict.kind
}
