import { knownType } from '../model/data-type.ts'
import type { Constant, SimpleConstant } from '../model/expression.ts'

/** A packet's key as an element has it. */
export function keyFromWords(words: Int32Array, types: readonly string[]): Constant {
  const parts: SimpleConstant[] = []
  let at = 0
  for (const name of types) {
    const type = knownType(name)
    parts.push({ kind: 'value', type: name, value: valueFromWords(words, at, type) })
    at += type.words
  }
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts }
}

function valueFromWords(
  words: Int32Array,
  at: number,
  type: ReturnType<typeof knownType>,
): number | bigint | string {
  if (type.style === 'name') return nameFromWords(words, at, type.words)
  if (type.words === 1) return (words[at] ?? 0) >>> 0
  let value = 0n
  for (let index = 0; index < type.words; index += 1)
    value = (value << 32n) | BigInt((words[at + index] ?? 0) >>> 0)
  return type.bits > 53 ? value : Number(value)
}

function nameFromWords(words: Int32Array, at: number, count: number): string {
  let name = ''
  for (let index = 0; index < count * 4; index += 1) {
    const byte = ((words[at + (index >> 2)] ?? 0) >>> (24 - 8 * (index & 3))) & 255
    if (byte !== 0) name += String.fromCharCode(byte)
  }
  return name
}
