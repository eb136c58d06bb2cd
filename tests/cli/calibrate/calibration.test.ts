import { expect, it } from 'vitest'
import { calibrate } from '../../../src/cli/calibrate/calibration.ts'
import { madeRound } from './made-measurements.ts'

it('takes the quieter rounds, says how far they lie apart, and foretells what it held back', () => {
  const { coefficients, spread, heldBack, points } = calibrate(
    'iptables-legacy',
    [madeRound(0), madeRound(1), madeRound(0)],
    'a test',
  )
  expect(coefficients).toMatchObject({
    backend: 'iptables-legacy',
    fixedUs: expect.closeTo(3, 4),
    establishedUs: expect.closeTo(1, 4),
    measured: true,
    source: 'a test',
  })
  expect(coefficients.visitNs.rules).toBeCloseTo(4, 3)
  expect(coefficients.visitNs.statistic).toBeCloseTo(60, 3)
  expect(spread.least.fixedUs).toBeCloseTo(3, 4)
  expect(spread.most.fixedUs).toBeCloseTo(4, 4)
  expect(heldBack).toMatchObject({ points: 2, worstError: expect.closeTo(0, 5) })
  // What went to no Service is told, and fitted to nothing.
  expect(points.at(-1)).toMatchObject({ name: '20 rules, no Service', addedUs: 0.5 })
})
