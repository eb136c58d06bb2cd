import { describe, expect, it } from 'vitest'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import { fitPoints, type MeasuredPoint, qualityOf } from '../../../src/simulation/cost/fit.ts'
import { noRules } from '../../../src/simulation/cost/priced-counts.ts'

const point = (rules: number, statistic: number, addedUs: number): MeasuredPoint => ({
  name: '',
  visits: { ...createVisits(), rules, statistic },
  size: noRules,
  addedUs,
})

describe('a fit', () => {
  const points = [
    [10, 0],
    [1_000, 0],
    [50, 40],
    [500, 400],
  ].map(([rules = 0, statistic = 0]) =>
    point(rules, statistic, 3 + rules * 0.002 + statistic * 0.07),
  )

  it('finds the prices that points were made with', () => {
    const prices = fitPoints(points, ['rules', 'statistic'])
    expect(prices.fixedUs).toBeCloseTo(3, 6)
    expect(prices.visitNs.rules).toBeCloseTo(2, 4)
    expect(prices.visitNs.statistic).toBeCloseTo(70, 4)
    expect(qualityOf(points, prices)).toMatchObject({
      points: 4,
      worstError: expect.closeTo(0, 6),
      rSquared: expect.closeTo(1, 6),
    })
  })

  it('leaves a kind out that would cost less than nothing, or that no point has', () => {
    const falling = [point(0, 0, 5), point(1_000, 0, 4), point(2_000, 0, 3)]
    expect(fitPoints(falling, ['rules']).visitNs).toEqual({})
    expect(fitPoints(points, ['rules', 'statistic', 'recent']).visitNs.recent).toBe(0)
  })

  it('says how far it is off', () => {
    const off = [point(0, 0, 2), point(0, 0, 4), point(0, 0, 5)]
    const { medianError, worstError } = qualityOf(off, { fixedUs: 4, visitNs: {} })
    expect([medianError, worstError]).toEqual([expect.closeTo(0.2, 6), 1])
  })
})
