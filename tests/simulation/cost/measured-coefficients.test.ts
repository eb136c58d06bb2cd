import { expect, it } from 'vitest'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'

it('says of each figure where it comes from, and that IPVS was not measured', () => {
  for (const one of Object.values(measuredCoefficients)) expect(one.source).not.toBe('')
  expect(
    Object.values(measuredCoefficients)
      .filter((one) => !one.measured)
      .map((one) => one.backend),
  ).toEqual(['ipvs'])
})
