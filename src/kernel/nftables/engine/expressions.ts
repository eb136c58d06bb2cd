import { jenkinsHash } from '../../netfilter/jenkins-hash.ts'
import { typesOf } from '../model/bitwise.ts'
import { type Datum, knownType } from '../model/data-type.ts'
import type { Expression, HashExpression, NumberGenerator } from '../model/expression.ts'
import { writeDatum, writeName } from '../ruleset/key-words.ts'
import type { Evaluation } from './evaluation.ts'
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
      return hashLoader(expression)
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

/**
 * `jhash` with its seed is what the kernel computes. Without one, and `symhash`, it takes a seed of its own that nobody can
 * know: every bucket is as likely.
 */
function hashLoader({ operand, modulus, seed, offset }: HashExpression): Loader {
  if (operand === undefined || seed === undefined)
    return numeric(({ context }) => offset + context.chance.below(modulus))
  const writer = keyWriter(operand)
  if (writer === undefined) return { kind: 'unknown' }
  const types = typesOf(operand).map(knownType)
  const lengthBytes = types.length === 1 ? Math.ceil((types[0]?.bits ?? 32) / 8) : writer.width * 4
  return numeric((evaluation) => {
    if (!writer.write(evaluation, evaluation.words)) return missing
    const words = memoryWords(evaluation.words, types)
    // jhash of fewer bytes than its words hold differs in the length that it begins with.
    const hash = jenkinsHash(words, seed - (words.length * 4 - lengthBytes))
    return offset + Math.floor((hash * modulus) / 0x1_0000_0000)
  })
}

/** The registers as a little-endian machine reads them. */
function memoryWords(
  words: Int32Array,
  types: readonly { bits: number; hostOrder: boolean; words: number }[],
): number[] {
  const memory: number[] = []
  for (const type of types)
    for (let index = 0; index < type.words; index += 1) {
      const word = (words[memory.length] ?? 0) >>> 0
      memory.push(type.hostOrder ? word : swapped(word, type.bits))
    }
  return memory
}

function swapped(word: number, bits: number): number {
  if (bits <= 8) return word
  if (bits <= 16) return ((word & 255) << 8) | (word >>> 8)
  return (
    (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0
  )
}

/** Writes a key as words; false: the packet lacks a part of it. */
export interface KeyWriter {
  readonly width: number
  write(evaluation: Evaluation, words: Int32Array): boolean
}

/** Undefined: not known to the emulator. */
export function keyWriter(expression: Expression): KeyWriter | undefined {
  const parts = expression.kind === 'concatenation' ? expression.parts : [expression]
  const writers: PartWriter[] = []
  let at = 0
  for (const part of parts) {
    const writer = partWriter(part, at)
    if (writer === undefined) return undefined
    writers.push(writer)
    at += knownType(typesOf(part)[0] ?? 'integer').words
  }
  const [first, second, third] = writers
  if (first === undefined) return undefined
  if (second === undefined) return { width: at, write: first }
  if (writers.length === 3 && third !== undefined)
    return {
      width: at,
      write: (evaluation, words) =>
        first(evaluation, words) && second(evaluation, words) && third(evaluation, words),
    }
  return {
    width: at,
    write: (evaluation, words) => writers.every((writer) => writer(evaluation, words)),
  }
}

type PartWriter = (evaluation: Evaluation, words: Int32Array) => boolean

function partWriter(expression: Expression, at: number): PartWriter | undefined {
  const loader = loaderFor(expression)
  const type = knownType(typesOf(expression)[0] ?? 'integer')
  switch (loader.kind) {
    case 'number':
      return (evaluation, words) => {
        const value = loader.load(evaluation)
        words[at] = value
        return value !== missing
      }
    case 'big':
      return (evaluation, words) => {
        const value = loader.load(evaluation)
        if (value === undefined) return false
        writeDatum(words, at, type, value)
        return true
      }
    case 'text':
      return (evaluation, words) => {
        const value = loader.load(evaluation)
        if (value === undefined) return false
        writeName(words, at, value, type.words, 0)
        return true
      }
    case 'fib-type':
      return (evaluation, words) => {
        const value = loader.load(evaluation)
        if (typeof value === 'string') return evaluation.unknown(`${value} is not known`)
        words[at] = value
        return true
      }
    default:
      return undefined
  }
}
