import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, it } from 'vitest'
import { createSeededChance } from '../../src/base/seeded-chance.ts'

const draws = (seed: number) => {
  const chance = createSeededChance(seed)
  return Array.from({ length: 20 }, () => chance.below(1_000))
}

it('draws the same numbers from the same seed', () => {
  expect(draws(7)).toEqual(draws(7))
})

it.each([2, 3, 4, 10, 1_024, 65_536, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 2 ** 32, 2 ** 40])(
  'draws below %d what pure-rand would',
  (n) => {
    const generator = xoroshiro128plus(3)
    for (let thrownAway = 0; thrownAway < 16; thrownAway += 1) generator.next()
    const chance = createSeededChance(3)
    for (let draw = 0; draw < 100; draw += 1)
      expect(chance.below(n)).toBe(uniformInt(generator, 0, n - 1))
  },
)

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

it('begins evenly, whichever seeds are chosen', () => {
  const first = [0, 0, 0]
  for (let seed = 0; seed < 900; seed += 1) {
    const index = createSeededChance(seed).happens(1, 3)
      ? 0
      : createSeededChance(seed).happens(2, 3)
        ? 1
        : 2
    first[index] = (first[index] ?? 0) + 1
  }
  // Six sigma of a binomial with n = 900 and p = 1/3 are 85.
  for (const count of first) expect(Math.abs(count - 300)).toBeLessThan(85)
})

it('takes what is not known not to match', () => {
  expect(createSeededChance(1).unknown('?')).toBe(false)
})
