import { expect, it } from 'vitest'
import { fireTick, levelOf, roundUp } from '../../../../src/kernel/ipvs/connections/timer-ticks.ts'

it('a timer fires never early, and late by an eighth of its distance at most', () => {
  for (const ticks of [0, 1, 62, 63, 503, 504, 4_031, 75_000, 258_048, 132_120_576]) {
    const late = fireTick(12_345, ticks) - 12_345 - ticks
    expect(late).toBeGreaterThan(0)
    expect(late).toBeLessThanOrEqual(Math.max(1, Math.ceil((ticks + 1) / 7)))
  }
})

it('levels begin where the kernel has them begin', () => {
  const first = [0, 63, 504, 4_032, 32_256, 258_048, 2_064_384, 16_515_072, 132_120_576]
  expect(first.map(levelOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(first.slice(1).map((ticks) => levelOf(ticks - 1))).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

it('ticks wrap', () => {
  expect(fireTick(0x7fff_ffff, 1)).toBe(-0x8000_0000 + 1)
  expect(roundUp(0x7fff_ffff, 1)).toBe(-0x8000_0000)
})
