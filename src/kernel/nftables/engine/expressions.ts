import type { Datum } from '../model/data-type.ts'
import type { Expression, NumberGenerator } from '../model/expression.ts'
import type { Evaluation } from './evaluation.ts'
import { hashLoader } from './hash-loader.ts'
import { type Loader, missing, selectorLoader } from './loader.ts'

/** How the value of any expression but a map or a concatenation is had. */
export function loaderFor(expression: Expression): Loader {
  switch (expression.kind) {
    case 'bitwise': {
      const { mask, xor } = expression
      return mapLoader(
        loaderFor(expression.operand),
        Number(mask),
        Number(xor),
        BigInt(mask),
        BigInt(xor),
      )
    }
    case 'shift': {
      const inner = loaderFor(expression.operand)
      if (inner.kind !== 'number') return { kind: 'unknown' }
      const { by, direction } = expression
      const shift = (value: number) => (direction === '<<' ? value << by : value >>> by) >>> 0
      return numeric((evaluation) => unlessMissing(inner.load(evaluation), shift))
    }
    case 'numgen':
      return generatorLoader(expression)
    case 'hash':
      return hashLoader(expression, loaderFor)
    case 'value':
      return constantLoader(expression.value)
    default:
      return selectorLoader(expression)
  }
}

function numeric(load: (evaluation: Evaluation) => number): Loader {
  return { kind: 'number', load }
}

function unlessMissing(value: number, change: (value: number) => number): number {
  return value === missing ? missing : change(value)
}

function mapLoader(
  inner: Loader,
  mask: number,
  xor: number,
  bigMask: bigint,
  bigXor: bigint,
): Loader {
  if (inner.kind === 'number')
    return numeric((evaluation) => {
      const value = inner.load(evaluation)
      return value === missing ? missing : ((value & mask) ^ xor) >>> 0
    })
  if (inner.kind !== 'big') return { kind: 'unknown' }
  return {
    kind: 'big',
    load: (evaluation) => {
      const value = inner.load(evaluation)
      return value === undefined ? undefined : (value & bigMask) ^ bigXor
    },
  }
}

function constantLoader(value: Datum): Loader {
  if (typeof value === 'number') return numeric(() => value)
  return typeof value === 'bigint'
    ? { kind: 'big', load: () => value }
    : { kind: 'text', load: () => value }
}

/** `numgen inc` counts over all packets; the rule's own counter outlives its compiled form. */
const counters = new WeakMap<NumberGenerator, { last: number }>()

function generatorLoader(generator: NumberGenerator): Loader {
  const { mode, modulus, offset } = generator
  if (mode === 'random') return numeric(({ context }) => offset + context.chance.below(modulus))
  return numeric(({ context }) => {
    // Starts so that the first number is 0 (nft_ng_inc_init).
    const counter = counters.get(generator) ?? { last: modulus - 1 }
    counters.set(generator, counter)
    const before = counter.last
    context.journal?.note(() => {
      counter.last = before
    })
    counter.last = before + 1 < modulus ? before + 1 : 0
    return offset + counter.last
  })
}
