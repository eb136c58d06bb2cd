import { expect, it } from 'vitest'
import { backends } from '../../../src/simulation/cost/coefficients.ts'
import { measuredCoefficients } from '../../../src/simulation/cost/measured-coefficients.ts'

it('every backend has coefficients, under its own name', () => {
  expect(backends.map((backend) => measuredCoefficients[backend].backend)).toEqual(backends)
})
