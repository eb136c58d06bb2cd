import { describe, expect, it } from 'vitest'
import { expectationSection } from '../../../../src/simulation/scenario/format/expectation-section.ts'

describe('expectationSection', () => {
  it.each([
    { traffic: 'steady', failed: 0 },
    { failed: { atMost: '5%' } },
    { converged: { between: ['1s', '3s'] } },
  ])('takes %j', (given) => expect(expectationSection.safeParse(given).error).toBeUndefined())

  it.each([{ traffic: 'steady', failed: -1 }, { failed: { less: 3 } }, { busiest: 3 }])(
    'refuses %j',
    (given) => expect(expectationSection.safeParse(given).success).toBe(false),
  )
})
