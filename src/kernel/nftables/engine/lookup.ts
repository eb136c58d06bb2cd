import { typesOf } from '../model/bitwise.ts'
import type { AnonymousSource, Expression, SetSource } from '../model/expression.ts'
import { formatData, formatElementKey, formatKey } from '../print/expression-printer.ts'
import { NftSet } from '../ruleset/nft-set.ts'
import { SetElement } from '../ruleset/set-element.ts'
import type { Table } from '../ruleset/table.ts'
import { keyFromWords } from '../ruleset/words-to-key.ts'
import type { Evaluation } from './evaluation.ts'
import { type KeyWriter, keyWriter } from './key-writer.ts'

/** Looks a packet's key up in a set or map. */
export class Lookup {
  readonly label: string
  readonly set: NftSet
  readonly #writer: KeyWriter
  readonly #types: readonly string[]
  readonly #isMap: boolean

  constructor(
    writer: KeyWriter,
    types: readonly string[],
    set: NftSet,
    label: string,
    isMap: boolean,
  ) {
    this.#writer = writer
    this.#types = types
    this.set = set
    this.label = label
    this.#isMap = isMap
  }

  /** Undefined: nothing there; `false`: the packet has no such key. */
  find(evaluation: Evaluation): SetElement | undefined | false {
    const { words, context } = evaluation
    if (!this.#writer.write(evaluation, words)) return false
    if (this.#isMap) context.visits.mapLookups += 1
    else context.visits.setLookups += 1
    const found = this.set.lookup(words)
    if (this.set.isPlain && context.trace === undefined) return found
    const living = found !== undefined && found.expiresAtMs > context.nowMs ? found : undefined
    if (living?.counter !== undefined) count(evaluation, living.counter)
    if (context.trace !== undefined) this.#report(evaluation, living)
    return living
  }

  /**
   * As `find`, where the number of an element is enough (`NftSet.elementOf`); −1: nothing there, or no such key. Undefined: `find` has to
   * be asked, and nothing was done.
   */
  findNumber(evaluation: Evaluation): number | undefined {
    const { set } = this
    const { words, context } = evaluation
    if (!set.isPlain || !set.isNumbered || context.trace !== undefined) return undefined
    if (!this.#writer.write(evaluation, words)) return -1
    if (this.#isMap) context.visits.mapLookups += 1
    else context.visits.setLookups += 1
    return set.numberOf(words)
  }

  /** As `find`, where only being there counts. Undefined: the packet has no such key. */
  has(evaluation: Evaluation): boolean | undefined {
    if (!this.set.isPlain || evaluation.context.trace !== undefined) {
      const found = this.find(evaluation)
      return found === false ? undefined : found !== undefined
    }
    const { words, context } = evaluation
    if (!this.#writer.write(evaluation, words)) return undefined
    context.visits.setLookups += 1
    return this.set.contains(words)
  }

  #report({ context, words }: Evaluation, element: SetElement | undefined): void {
    const key = formatKey(keyFromWords(words, this.#types))
    const step = { kind: 'lookup', set: this.label, key, size: this.set.size } as const
    context.trace?.step(element === undefined ? step : { ...step, element: formatElement(element) })
  }
}

/** Undefined: the key is not known to the emulator. */
export function createLookup(
  table: Table,
  key: Expression,
  source: SetSource,
  isMap: boolean,
): Lookup | undefined {
  const writer = keyWriter(key)
  if (writer === undefined) return undefined
  const set = source.kind === 'named' ? table.sets.get(source.name) : anonymousSet(table, source)
  if (set === undefined) return undefined
  const label = source.kind === 'named' ? `@${source.name}` : 'anonymous'
  return new Lookup(writer, typesOf(key), set, label, isMap)
}

/** Counts a packet, taken back with the journal. */
export function count(
  { context, packet }: Evaluation,
  counter: { packets: number; bytes: number },
): void {
  const { packets, bytes } = counter
  context.journal?.note(() => {
    counter.packets = packets
    counter.bytes = bytes
  })
  counter.packets = packets + 1
  counter.bytes = bytes + packet.lengthBytes
}

function formatElement(element: SetElement): string {
  const key = formatElementKey(element.key)
  return element.data === undefined ? key : `${key} : ${formatData(element.data)}`
}

/** An anonymous set as an index of its own. */
export function anonymousSet(table: Table, source: AnonymousSource): NftSet {
  const set = new NftSet(
    {
      name: '',
      keyTypes: source.keyTypes,
      dataTypes: source.dataTypes,
      constant: true,
      dynamic: false,
      interval: source.interval,
      timeout: false,
      autoMerge: false,
      counter: false,
    },
    0,
  )
  for (const { key, data } of source.elements) {
    const chain =
      data !== undefined && (data.kind === 'jump' || data.kind === 'goto') ? data.chain : undefined
    const target = chain === undefined ? undefined : table.chains.get(chain)
    set.insert(new SetElement({ key, data, target }))
  }
  return set
}
