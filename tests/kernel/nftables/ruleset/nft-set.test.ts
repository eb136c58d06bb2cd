import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import type { ElementKey } from '../../../../src/kernel/nftables/model/expression.ts'
import { formatKey } from '../../../../src/kernel/nftables/print/expression-printer.ts'
import type { NftSet } from '../../../../src/kernel/nftables/ruleset/nft-set.ts'

function setOf(declaration: string): NftSet {
  const engine = new NftablesEngine()
  engine.apply(`table ip t { ${declaration}; }`)
  const set = [...(engine.ruleset.table('ip', 't')?.sets.values() ?? [])][0]
  if (set === undefined) throw new Error('there is no set')
  return set
}
const found = (set: NftSet, ...words: number[]) => {
  const element = set.lookup(Int32Array.from(words))
  return element === undefined ? undefined : formatKey(element.key)
}
const port = (value: number): ElementKey => ({ kind: 'value', type: 'inet_service', value })

const plain = 'set s { type inet_service; elements = { 80, 443 }; }'
const intervals = 'set s { type inet_service; flags interval; elements = { 80, 8000-8100 }; }'
const mixed =
  'set s { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 80, 10.0.0.1 . 443 }; }'
const fallback =
  'map s { type inet_service : verdict; flags interval; elements = { 80 : accept, * : drop }; }'

describe('a named set', () => {
  it.each<[string, string, number[], string | undefined]>([
    ['a hashed set: its element', plain, [443], '443'],
    ['a hashed set: no other', plain, [444], undefined],
    ['an interval set: a single value', intervals, [80], '80'],
    ['an interval set: within a range', intervals, [8050], '8000-8100'],
    ['an interval set: above it', intervals, [8101], undefined],
    ['a concatenation: within a prefix', mixed, [0x0a010101, 80], '10.0.0.0/8 . 80'],
    ['a concatenation: its exact element', mixed, [0x0a000001, 443], '10.0.0.1 . 443'],
    ['a concatenation: only one field right', mixed, [0x0a010101, 443], undefined],
    ['a map with *: what is listed', fallback, [80], '80'],
    ['a map with *: whatever else', fallback, [81], '*'],
  ])('looks up in %s', (_name, declaration, words, want) => {
    const set = setOf(declaration)
    expect(found(set, ...words)).toBe(want)
    expect(set.contains(Int32Array.from(words))).toBe(want !== undefined)
  })

  it.each([
    ['a hashed set', plain],
    ['an interval set', intervals],
    ['a map with *', fallback],
  ])('loses and takes back every element: %s', (_name, declaration) => {
    const set = setOf(declaration)
    const elements = [...set.elements]
    const revision = set.revision
    for (const element of elements) set.remove(element)
    expect([set.size, found(set, 80), set.any]).toEqual([0, undefined, undefined])
    for (const element of elements) set.insert(element)
    expect([set.size, found(set, 80)]).toEqual([elements.length, '80'])
    expect(set.revision).toBe(revision + 2 * elements.length)
  })

  it('finds the very same interval, overlaps with a part of it', () => {
    const set = setOf(intervals)
    expect(set.find(port(8050))).toBeUndefined()
    expect(set.overlap(port(8050))?.key).toMatchObject({ from: 8000, to: 8100 })
    expect(set.find({ kind: 'range', type: 'inet_service', from: 8000, to: 8100 })).toBeDefined()
  })

  it.each([
    ['a set', plain, { isMap: false, isVerdictMap: false, isPlain: true }],
    ['a verdict map', fallback, { isMap: true, isVerdictMap: true, isPlain: true }],
    [
      'a set whose elements expire',
      'set s { type inet_service; timeout 5s; elements = { 80 }; }',
      { isMap: false, isVerdictMap: false, isPlain: false },
    ],
    [
      'a map to addresses',
      'map s { type inet_service : ipv4_addr; }',
      { isMap: true, isVerdictMap: false, isPlain: true },
    ],
  ])('knows its kind: %s', (_name, declaration, want) => {
    expect(setOf(declaration)).toMatchObject(want)
  })
})
