import { describe, expect, it } from 'vitest'
import { chiSquareTest } from '../../src/simulation/chi-square.ts'

/** Two cells whose statistic is `x`, and `more` cells that fit exactly. */
const cells = (x: number, more: number) => {
  const off = Math.sqrt((x * 100) / 2)
  return [
    { observed: 100 + off, expected: 100 },
    { observed: 100 - off, expected: 100 },
    ...new Array(more).fill({ observed: 100, expected: 100 }),
  ]
}

describe('the chi-square test', () => {
  // Upper critical values, NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
  it.each([
    { degreesOfFreedom: 1, critical: 3.841, p: 0.05 },
    { degreesOfFreedom: 1, critical: 10.828, p: 0.001 },
    { degreesOfFreedom: 4, critical: 9.488, p: 0.05 },
    { degreesOfFreedom: 10, critical: 29.588, p: 0.001 },
    { degreesOfFreedom: 50, critical: 67.505, p: 0.05 },
  ])(
    '$degreesOfFreedom degrees of freedom: $critical has p $p',
    ({ degreesOfFreedom, critical, p }) => {
      const result = chiSquareTest(cells(critical, degreesOfFreedom - 1))
      expect(result.degreesOfFreedom).toBe(degreesOfFreedom)
      expect(result.statistic).toBeCloseTo(critical, 6)
      expect(result.pValue).toBeCloseTo(p, 4)
    },
  )

  it('merges cells that expect too little', () => {
    const rare = new Array(10).fill({ observed: 1, expected: 1 })
    expect(chiSquareTest([{ observed: 90, expected: 90 }, ...rare]).degreesOfFreedom).toBe(1)
  })

  it('finds nothing wrong with a single cell', () => {
    expect(chiSquareTest([{ observed: 7, expected: 7 }]).pValue).toBe(1)
  })
})
