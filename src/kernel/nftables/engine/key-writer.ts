import { typesOf } from '../model/bitwise.ts'
import { type DataType, knownType } from '../model/data-type.ts'
import type { Expression } from '../model/expression.ts'
import { writeDatum, writeName } from '../ruleset/key-words.ts'
import type { Evaluation } from './evaluation.ts'
import { loaderFor } from './expressions.ts'
import { missing } from './loader.ts'
import { hasPorts } from './ports.ts'

/** Writes a key as words; false: the packet lacks a part of it. */
export interface KeyWriter {
  readonly width: number
  write(evaluation: Evaluation, words: Int32Array): boolean
}

/** Undefined: not known to the emulator. */
export function keyWriter(expression: Expression): KeyWriter | undefined {
  const parts = expression.kind === 'concatenation' ? expression.parts : [expression]
  const codes = parts.map(plainCode)
  if (codes.every((code) => code !== undefined)) return new PlainKeyWriter(codes)
  const writers: PartWriter[] = []
  let at = 0
  for (const part of parts) {
    const writer = partWriter(part, at)
    if (writer === undefined) return undefined
    writers.push(writer)
    at += knownType(typesOf(part)[0] ?? 'integer').words
  }
  return {
    width: at,
    write: (evaluation, words) => {
      for (let index = 0; index < writers.length; index += 1)
        if (writers[index]?.(evaluation, words) === false) return false
      return true
    },
  }
}

/** Parts that take one word and need no more than the packet: what keys are nearly always made of. */
const plain = { source: 0, destination: 1, protocol: 2, sourcePort: 3, destinationPort: 4 } as const

function plainCode(expression: Expression): number | undefined {
  if (expression.kind === 'meta') return expression.key === 'l4proto' ? plain.protocol : undefined
  if (expression.kind !== 'payload') return undefined
  switch (`${expression.protocol} ${expression.field}`) {
    case 'ip saddr':
      return plain.source
    case 'ip daddr':
      return plain.destination
    case 'th sport':
      return plain.sourcePort
    case 'th dport':
      return plain.destinationPort
    default:
      return undefined
  }
}

class PlainKeyWriter implements KeyWriter {
  readonly width: number
  readonly #codes: readonly number[]

  constructor(codes: readonly number[]) {
    this.#codes = codes
    this.width = codes.length
  }

  write({ packet }: Evaluation, words: Int32Array): boolean {
    const codes = this.#codes
    for (let index = 0; index < codes.length; index += 1)
      switch (codes[index]) {
        case plain.source:
          if (typeof packet.source !== 'number') return false
          words[index] = packet.source
          break
        case plain.destination:
          if (typeof packet.destination !== 'number') return false
          words[index] = packet.destination
          break
        case plain.protocol:
          words[index] = packet.protocol
          break
        case plain.sourcePort:
          if (!hasPorts(packet.protocol)) return false
          words[index] = packet.sourcePort
          break
        default:
          if (!hasPorts(packet.protocol)) return false
          words[index] = packet.destinationPort
      }
    return true
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
        return value !== undefined && writeDatum(words, at, type, value) > 0
      }
    case 'text':
      return (evaluation, words) => {
        const value = loader.load(evaluation)
        return value !== undefined && writeText(words, at, type, value)
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

function writeText(words: Int32Array, at: number, type: DataType, value: string): boolean {
  return writeName(words, at, value, type.words, 0) > 0
}
