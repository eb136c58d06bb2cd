import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  nodeCountMax,
  nodeOf,
  TupleIndex,
  tagFits,
} from '../../../../src/kernel/netfilter/connections/tuple-index.ts'

/** Every node whose entry may be the hash's, as a search finds them. */
function candidates(index: TupleIndex, hash: number): number[] {
  const nodes: number[] = []
  for (let place = hash & index.mask; ; place = (place + 1) & index.mask) {
    const entry = index.entries[place] ?? 0
    if (entry === 0) return nodes
    const node = nodeOf(entry)
    if (tagFits(entry, hash) && node < nodeCountMax) nodes.push(node)
  }
}

describe('the index of tuples', () => {
  it('finds what was added and not removed, whatever came between', () => {
    // Few hashes, so that they meet.
    const hash = fc.constantFrom(0, 1, 2, 1_023, 0x7f00_0001, -1, 0xff00_0001 | 0)
    const step = fc.record({ hash, node: fc.nat(40), add: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const index = new TupleIndex()
        const held = new Map<number, number>()
        for (const { hash, node, add } of steps) {
          const before = held.get(node)
          if (add && before === undefined) {
            index.add(hash, node)
            held.set(node, hash)
          } else if (!add && before !== undefined) {
            index.remove(before, node)
            held.delete(node)
          }
        }
        for (const [node, hash] of held) expect(candidates(index, hash)).toContain(node)
        const found = [...new Set(held.values())].flatMap((hash) => candidates(index, hash))
        for (const node of found) expect(held.has(node)).toBe(true)
      }),
    )
  })

  it('asks for more room at two thirds, and then has it', () => {
    const index = new TupleIndex()
    let count = 0
    while (!index.isFull) index.add(Math.imul(count, 0x9e3779b1), count++)
    expect(count).toBe(Math.ceil((1_024 * 2) / 3))
    index.resize()
    expect(index.isFull).toBe(false)
    expect(index.bytes).toBe(4 * 2 ** Math.ceil(Math.log2(count * 2.5)))
  })

  it('needs no room for what has gone from its end', () => {
    const index = new TupleIndex()
    for (let node = 0; node < 10_000; node += 1) {
      index.add(node, node)
      index.remove(node, node)
    }
    expect(index.isFull).toBe(false)
  })
})
