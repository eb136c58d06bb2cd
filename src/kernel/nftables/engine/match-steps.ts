import { assertNever } from '../../../base/invariant.ts'
import { type Datum, formatDatum, knownType } from '../model/data-type.ts'
import type { Expression, Pattern, SimpleConstant } from '../model/expression.ts'
import { prefixMask } from '../model/prefix.ts'
import type { Comparison, MatchStatement } from '../model/statement.ts'
import { formatExpression, formatPattern } from '../print/expression-printer.ts'
import { formatStatement } from '../print/statement-printer.ts'
import { isWildcard } from '../ruleset/key-words.ts'
import type { Table } from '../ruleset/table.ts'
import { type Evaluation, outcome } from './evaluation.ts'
import { loaderFor } from './expressions.ts'
import { type Loader, missing } from './loader.ts'
import { createLookup } from './lookup.ts'
import type { Step } from './step.ts'

/** A match as a step: next where it holds, leave where it does not. */
export function matchStep(table: Table, match: MatchStatement): Step {
  const { left, op, right } = match
  if (right.kind === 'named' || right.kind === 'anonymous')
    return setStep(table, match, left, right)
  if (right.kind === 'concat')
    return setStep(table, match, left, {
      kind: 'anonymous',
      keyTypes: right.parts.map((part) => part.type),
      dataTypes: undefined,
      interval: right.parts.some((part) => part.kind !== 'value'),
      elements: [{ key: right }],
    })
  // Rules of many chains say the same: one step serves them all, and stays in the processor's cache.
  const text = formatStatement(match)
  const known = sharedSteps.get(text)
  if (known !== undefined) return known
  const step = plainMatchStep(match, left, op, right)
  // Numbers that are drawn or counted belong to their rule.
  if (!/numgen|hash/.test(text) && sharedSteps.size < sharedStepsMax) sharedSteps.set(text, step)
  return step
}

const sharedSteps = new Map<string, Step>()
const sharedStepsMax = 4_096

function plainMatchStep(
  match: MatchStatement,
  left: Expression,
  op: Comparison,
  right: Exclude<Pattern, { kind: 'named' | 'anonymous' | 'concat' }>,
): Step {
  const chance = chanceStep(left, op, right)
  if (chance !== undefined) return chance
  const loader = loaderFor(left)
  const test = loader.kind === 'unknown' ? undefined : valueTest(loader, op, right)
  if (test === undefined) return unknownStep(match)
  const reason = (evaluation: Evaluation) => valueReason(evaluation, loader, match)
  const classOnly = left.kind !== 'payload' && isOfClass(left)
  return { run: test, reason, pure: classOnly || left.kind === 'payload', classOnly }
}

/** Whether all packets of a class (`HookFunction.foresee`) have the same there. */
function isOfClass(expression: Expression): boolean {
  switch (expression.kind) {
    case 'ct':
      return expression.key === 'state'
    case 'meta':
      return classKeys.includes(expression.key)
    case 'bitwise':
      return isOfClass(expression.operand)
    default:
      return false
  }
}

const classKeys = ['mark', 'l4proto', 'iifname', 'oifname']

export function unknownStep(statement: MatchStatement): Step {
  const question = `whether ${formatStatement(statement)}`
  return {
    run: (evaluation) => (evaluation.unknown(question) ? outcome.next : outcome.leave),
    reason: () => `it is not known ${question}`,
  }
}

function setStep(
  table: Table,
  match: MatchStatement,
  key: Expression,
  source: Extract<Pattern, { kind: 'named' | 'anonymous' }>,
): Step {
  const lookup = createLookup(table, key, source, false)
  if (lookup === undefined) return unknownStep(match)
  const inverted = match.op === '!='
  return {
    run: (evaluation) => {
      const found = lookup.has(evaluation)
      return found === undefined || found === inverted ? outcome.leave : outcome.next
    },
    reason: () =>
      `${formatExpression(key)} is ${inverted ? '' : 'not '}in ${source.kind === 'named' ? lookup.label : formatPattern(source)}`,
  }
}

/** `meta random < N`, masked or not, and `numgen random mod M < N`: chance, with exact odds. */
function chanceStep(left: Expression, op: Comparison, right: Pattern): Step | undefined {
  if (right.kind !== 'value' || typeof right.value !== 'number') return undefined
  const odds = oddsOf(left, op, right.value)
  if (odds === undefined) return undefined
  const { chances, of } = odds
  return {
    run: ({ context }) => (context.chance.happens(chances, of) ? outcome.next : outcome.leave),
    reason: () => 'chance did not choose it',
  }
}

function oddsOf(
  left: Expression,
  op: Comparison,
  value: number,
): { chances: number; of: number } | undefined {
  if (left.kind === 'numgen' && left.mode === 'random') {
    const { modulus, offset } = left
    const place = value - offset
    if (op === '<') return { chances: Math.min(Math.max(place, 0), modulus), of: modulus }
    const possible = place >= 0 && place < modulus ? 1 : 0
    return op === '' || op === '==' ? { chances: possible, of: modulus } : undefined
  }
  const masked = left.kind === 'bitwise' && left.xor === 0
  const selector = masked ? left.operand : left
  if (selector.kind !== 'meta' || selector.key !== 'random' || op !== '<') return undefined
  const of = masked ? Number(left.mask) + 1 : 0x1_0000_0000
  return Number.isInteger(Math.log2(of)) ? { chances: Math.min(value, of), of } : undefined
}

type Test = (evaluation: Evaluation) => 0 | 1

function valueTest(
  loader: Exclude<Loader, { kind: 'unknown' }>,
  op: Comparison,
  right: Pattern,
): Test | undefined {
  switch (loader.kind) {
    case 'number': {
      const holds = numberTest(op, right)
      if (holds === undefined) return undefined
      return (evaluation) => {
        const value = loader.load(evaluation)
        return value !== missing && holds(value) ? outcome.next : outcome.leave
      }
    }
    case 'fib-type': {
      const holds = numberTest(op, right)
      if (holds === undefined) return undefined
      return (evaluation) => {
        const value = loader.load(evaluation)
        const is =
          typeof value === 'string'
            ? evaluation.unknown(`whether ${value} is ${formatPattern(right)}`)
            : holds(value)
        return is ? outcome.next : outcome.leave
      }
    }
    case 'big': {
      const holds = bigTest(op, right)
      if (holds === undefined) return undefined
      return (evaluation) => {
        const value = loader.load(evaluation)
        return value !== undefined && holds(value) ? outcome.next : outcome.leave
      }
    }
    case 'text': {
      if (right.kind !== 'value' || typeof right.value !== 'string') return undefined
      const holds = textTest(right.value, op === '!=')
      return (evaluation) => {
        const value = loader.load(evaluation)
        return value !== undefined && holds(value) ? outcome.next : outcome.leave
      }
    }
    default:
      return assertNever(loader)
  }
}

function numberTest(op: Comparison, right: Pattern): ((value: number) => boolean) | undefined {
  switch (right.kind) {
    case 'flags': {
      const bits = right.value
      return op === '!' ? (value) => (value & bits) === 0 : (value) => (value & bits) !== 0
    }
    case 'masked': {
      const { value: wanted, mask } = right
      return op === '!='
        ? (value) => (value & mask) !== wanted
        : (value) => (value & mask) === wanted
    }
    case 'prefix': {
      const mask = Number(prefixMask(knownType(right.type).bits, right.length)) | 0
      const wanted = Number(right.value) | 0
      return op === '!='
        ? (value) => ((value ^ wanted) & mask) !== 0
        : (value) => ((value ^ wanted) & mask) === 0
    }
    case 'range':
    case 'value':
      return orderTest(op, right)
    default:
      return undefined
  }
}

function bigTest(op: Comparison, right: Pattern): ((value: bigint) => boolean) | undefined {
  if (right.kind === 'prefix' && typeof right.value === 'bigint') {
    const shift = BigInt(knownType(right.type).bits - right.length)
    const wanted = right.value >> shift
    return op === '!=' ? (value) => value >> shift !== wanted : (value) => value >> shift === wanted
  }
  return right.kind === 'value' || right.kind === 'range' ? orderTest(op, right) : undefined
}

/** Comparisons that numbers and bigints share. */
function orderTest(
  op: Comparison,
  right: SimpleConstant,
): ((value: number | bigint) => boolean) | undefined {
  if (right.kind === 'range') {
    const { from, to } = right
    if (typeof from === 'string' || typeof to === 'string') return undefined
    if (op === '!=') return (value) => value < from || value > to
    return (value) => value >= from && value <= to
  }
  const wanted: Datum = right.value
  if (typeof wanted === 'string') return undefined
  switch (op) {
    case '':
    case '==':
      return (value) => value === wanted
    case '!=':
      return (value) => value !== wanted
    case '<':
      return (value) => value < wanted
    case '<=':
      return (value) => value <= wanted
    case '>':
      return (value) => value > wanted
    case '>=':
      return (value) => value >= wanted
    default:
      return undefined
  }
}

function textTest(pattern: string, inverted: boolean): (value: string) => boolean {
  if (!isWildcard(pattern)) return (value) => (value === pattern) !== inverted
  const stem = pattern.slice(0, -1)
  return (value) => value.startsWith(stem) !== inverted
}

/** `ip daddr is 10.0.0.5, not 10.96.0.10`. */
function valueReason(
  evaluation: Evaluation,
  loader: Loader,
  { left, op, right }: MatchStatement,
): string {
  const name = formatExpression(left)
  // Asking a number generator again would draw again.
  if (name.includes('numgen') || name.includes('hash')) return `${name} gave another number`
  const value = currentValue(evaluation, loader, right)
  if (value === undefined) return `the packet has no ${name}`
  const wish = `${op === '' || op === '==' ? '' : `${op} `}${formatPattern(right)}`
  return `${name} is ${value}, not ${wish}`
}

function currentValue(evaluation: Evaluation, loader: Loader, right: Pattern): string | undefined {
  const type = knownType('type' in right ? right.type : 'integer')
  switch (loader.kind) {
    case 'number': {
      const value = loader.load(evaluation)
      return value === missing ? undefined : formatDatum(type, value)
    }
    case 'fib-type': {
      const value = loader.load(evaluation)
      return typeof value === 'string' ? undefined : formatDatum(type, value)
    }
    case 'big':
    case 'text': {
      const value = loader.load(evaluation)
      return value === undefined ? undefined : formatDatum(type, value)
    }
    default:
      return undefined
  }
}
