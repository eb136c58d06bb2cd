import { typesOf } from '../model/bitwise.ts'
import type { AnonymousSource, Expression, SetSource } from '../model/expression.ts'
import { formatData, formatElementKey, formatKey } from '../print/expression-printer.ts'
import { NftSet } from '../ruleset/nft-set.ts'
import { SetElement } from '../ruleset/set-element.ts'
import type { Table } from '../ruleset/table.ts'
import { keyFromWords } from '../ruleset/words-to-key.ts'
import type { Evaluation } from './evaluation.ts'
import { keyWriter } from './expressions.ts'

/** Looks a packet's key up. Undefined: nothing there; `false`: the packet has no such key. */
export type Lookup = (evaluation: Evaluation) => SetElement | undefined | false

/** Undefined: the key is not known to the emulator. */
export function createLookup(
  table: Table,
  key: Expression,
  source: SetSource,
  isMap: boolean,
): { readonly lookup: Lookup; readonly size: () => number; readonly label: string } | undefined {
  const writer = keyWriter(key)
  if (writer === undefined) return undefined
  const set = source.kind === 'named' ? table.sets.get(source.name) : anonymousSet(table, source)
  if (set === undefined) return undefined
  const label = source.kind === 'named' ? `@${source.name}` : 'anonymous'
  const dense =
    source.kind === 'anonymous' && key.kind === 'numgen' ? denseElements(set) : undefined
  const types = typesOf(key)
  return {
    label,
    size: () => set.size,
    lookup: (evaluation) => {
      const { words, context } = evaluation
      if (!writer.write(evaluation, words)) return false
      if (isMap) context.visits.mapLookups += 1
      else context.visits.setLookups += 1
      const found = dense === undefined ? set.lookup(words) : dense[words[0] ?? 0]
      const living = found !== undefined && found.expiresAtMs > context.nowMs ? found : undefined
      if (living?.counter !== undefined) count(evaluation, living.counter)
      if (context.trace !== undefined) report(evaluation, types, label, set, living)
      return living
    },
  }
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

function report(
  { context, words }: Evaluation,
  types: readonly string[],
  label: string,
  set: NftSet,
  element: SetElement | undefined,
): void {
  const step = {
    kind: 'lookup',
    set: label,
    key: formatKey(keyFromWords(words, types)),
    size: set.size,
  } as const
  context.trace?.step(element === undefined ? step : { ...step, element: formatElement(element) })
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
    set.insert(
      new SetElement({
        key,
        data,
        target: chain === undefined ? undefined : table.chains.get(chain),
      }),
    )
  }
  return set
}

/** Elements under 0 … n−1 in an array, as numbers drawn find them. */
function denseElements(set: NftSet): readonly (SetElement | undefined)[] | undefined {
  const dense: SetElement[] = []
  for (const element of set.elements) {
    const { key } = element
    if (key.kind !== 'value' || typeof key.value !== 'number' || key.value > set.size * 2)
      return undefined
    dense[key.value] = element
  }
  return dense
}
