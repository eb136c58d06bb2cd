import { expect, it } from 'vitest'
import { evenSpreadChance, isEven } from '../../../src/simulation/results/even-spread.ts'

const spread = (...counts: number[]) =>
  counts.map((connections, n) => ({ backend: `${n}`, pod: undefined, connections }))

it('tells an even spread from an uneven one', () => {
  expect(evenSpreadChance(spread(100, 100, 100))).toBe(1)
  expect(isEven(spread(100, 120, 90))).toBe(true)
  expect(isEven(spread(100, 300, 90))).toBe(false)
  expect(isEven(spread(7))).toBe(true)
})
