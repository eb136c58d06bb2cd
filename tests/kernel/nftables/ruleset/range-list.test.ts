import { describe, expect, it } from 'vitest'
import { RangeList } from '../../../../src/kernel/nftables/ruleset/range-list.ts'

const bounds = (from: number[], to: number[]) => ({
  from: Int32Array.from(from),
  to: Int32Array.from(to),
  exact: false,
})
const list = () => {
  const ranges = new RangeList<string>([1, 1])
  ranges.insert(bounds([10, 1], [19, 9]), 'first')
  ranges.insert(bounds([0, 0], [99, 99]), 'second')
  return ranges
}

describe('a list of concatenations with ranges', () => {
  it.each([
    ['both fields inside: the one that came first', [10, 9], 'first'],
    ['the second field outside the first', [10, 10], 'second'],
    ['the first field outside the first', [9, 5], 'second'],
    ['outside of all', [100, 5], undefined],
  ])('finds, %s', (_name, words, want) => {
    expect(list().find(Int32Array.from(words))).toBe(want)
  })

  it('overlaps where every field does', () => {
    const ranges = new RangeList<string>([1, 1])
    ranges.insert(bounds([10, 1], [19, 9]), 'only')
    expect(ranges.overlap(bounds([19, 9], [30, 30]))).toBe('only')
    expect(ranges.overlap(bounds([19, 10], [30, 30]))).toBeUndefined()
    expect(ranges.overlap(bounds([20, 1], [30, 9]))).toBeUndefined()
  })

  it('lets the next one win when the first is removed', () => {
    const ranges = list()
    expect(ranges.remove(bounds([10, 1], [19, 8]))).toBeUndefined()
    expect(ranges.remove(bounds([10, 1], [19, 9]))).toBe('first')
    expect([ranges.find(Int32Array.of(10, 5)), ranges.size]).toEqual(['second', 1])
  })
})
