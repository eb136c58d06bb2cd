import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntervalIndex } from '../../../../src/kernel/nftables/ruleset/interval-index.ts'

const bounds = (from: number, to: number) => ({
  from: Int32Array.of(from),
  to: Int32Array.of(to),
  exact: from === to,
})
const indexOf = (...intervals: [number, number][]) => {
  const index = new IntervalIndex<string>(1)
  for (const [from, to] of intervals) index.insert(bounds(from, to), `${from}-${to}`)
  return index
}

describe('an index of intervals', () => {
  it.each([
    [9, undefined],
    [10, '10-19'],
    [19, '10-19'],
    [20, undefined],
    [35, '30-39'],
    [40, undefined],
    [0xffffffff, '4294967040-4294967295'],
  ])('finds under %s: %s', (word, want) => {
    const index = indexOf([30, 39], [10, 19], [0xffffff00, 0xffffffff])
    expect(index.find(Int32Array.of(word))).toBe(want)
  })

  it.each([
    [0, 9, undefined],
    [0, 10, '10-19'],
    [19, 30, '10-19'],
    [20, 29, undefined],
    [25, 99, '30-39'],
  ])('says what %s to %s shares a key with: %s', (from, to, want) => {
    expect(indexOf([10, 19], [30, 39]).overlap(bounds(from, to))).toBe(want)
  })

  it('removes the very same interval only', () => {
    const index = indexOf([10, 19])
    expect(index.remove(bounds(10, 18))).toBeUndefined()
    expect(index.remove(bounds(10, 19))).toBe('10-19')
    expect(index.size).toBe(0)
  })

  it('finds the same in whatever order they came', () => {
    const starts = fc.uniqueArray(fc.nat(50), { minLength: 1 })
    fc.assert(
      fc.property(starts, fc.nat(520), (order, word) => {
        const index = indexOf(...order.map((it): [number, number] => [it * 10, it * 10 + 5]))
        const start = Math.floor(word / 10) * 10
        const isIn = order.includes(start / 10) && word <= start + 5
        expect(index.find(Int32Array.of(word))).toBe(isIn ? `${start}-${start + 5}` : undefined)
      }),
    )
  })
})
