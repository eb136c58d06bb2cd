import { expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'

const draws = (seed: number) => {
  const chance = createSeededChance(seed)
  return Array.from({ length: 20 }, () => chance.below(1_000))
}

it('draws the same numbers from the same seed', () => {
  expect(draws(7)).toEqual(draws(7))
})

it('draws other numbers from another seed', () => {
  expect(draws(7)).not.toEqual(draws(8))
})

it('happens as often as it should', () => {
  const chance = createSeededChance(1)
  let yes = 0
  for (let i = 0; i < 30_000; i += 1) if (chance.happens(1, 3)) yes += 1
  // Three sigma of a binomial with n = 30,000 and p = 1/3 are 245.
  expect(Math.abs(yes - 10_000)).toBeLessThan(245)
})

it('takes what is not known not to match', () => {
  expect(createSeededChance(1).unknown('?')).toBe(false)
})
