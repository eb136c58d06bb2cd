import { jenkinsHash } from '../../netfilter/jenkins-hash.ts'
import { typesOf } from '../model/bitwise.ts'
import { knownType } from '../model/data-type.ts'
import type { Expression, HashExpression } from '../model/expression.ts'
import { writeDatum } from '../ruleset/key-words.ts'
import type { Evaluation } from './evaluation.ts'
import { type Loader, missing } from './loader.ts'

/**
 * `jhash` with its seed is what the kernel computes. Without one, and `symhash`, it takes a seed of its own that nobody can
 * know: every bucket is as likely.
 */
export function hashLoader(
  { operand, modulus, seed, offset }: HashExpression,
  loaderFor: (expression: Expression) => Loader,
): Loader {
  if (operand === undefined || seed === undefined)
    return { kind: 'number', load: ({ context }) => offset + context.chance.below(modulus) }
  const parts = operand.kind === 'concatenation' ? operand.parts : [operand]
  const loaders = parts.map(loaderFor)
  if (loaders.some((loader) => loader.kind !== 'number' && loader.kind !== 'big'))
    return { kind: 'unknown' }
  const types = typesOf(operand).map(knownType)
  const width = types.reduce((sum, type) => sum + type.words, 0)
  const lengthBytes = types.length === 1 ? Math.ceil((types[0]?.bits ?? 32) / 8) : width * 4
  const registers = new Int32Array(width)
  const load = (evaluation: Evaluation): number => {
    let at = 0
    for (let index = 0; index < loaders.length; index += 1) {
      const value = loadValue(loaders[index], evaluation)
      const type = types[index]
      if (value === undefined || value === missing || type === undefined) return missing
      at = writeDatum(registers, at, type, value)
    }
    const words = memoryWords(registers, types)
    // jhash of fewer bytes than its words hold differs in the length that it begins with.
    const hash = jenkinsHash(words, seed - (words.length * 4 - lengthBytes))
    return offset + Math.floor((hash * modulus) / 0x1_0000_0000)
  }
  return { kind: 'number', load }
}

function loadValue(
  loader: Loader | undefined,
  evaluation: Evaluation,
): number | bigint | undefined {
  return loader?.kind === 'number' || loader?.kind === 'big' ? loader.load(evaluation) : undefined
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
