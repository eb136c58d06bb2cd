import { describe, expect, it } from 'vitest'
import {
  countOrShareCondition,
  formatCondition,
  holds,
  quantitiesOf,
  spanCondition,
} from '../../../../src/simulation/scenario/format/condition.ts'

describe('conditions', () => {
  it.each([
    { given: 0, text: 'is 0', yes: 0, no: 1 },
    { given: '5%', text: 'is 5%', yes: 0.05, no: 0.06 },
    { given: { atLeast: 3 }, text: 'is at least 3', yes: 3, no: 2 },
    { given: { atMost: '1.5%' }, text: 'is at most 1.5%', yes: 0.015, no: 0.016 },
    { given: { between: [2, 4] }, text: 'is between 2 and 4', yes: 4, no: 5 },
  ])('$text', ({ given, text, yes, no }) => {
    const condition = countOrShareCondition.parse(given)
    expect(formatCondition(condition)).toBe(text)
    expect(holds(condition, yes)).toBe(true)
    expect(holds(condition, no)).toBe(false)
  })

  it('reads durations in milliseconds', () => {
    const condition = spanCondition.parse({ between: ['1s', '2m'] })
    expect(quantitiesOf(condition)).toEqual([
      { unit: 'ms', value: 1_000 },
      { unit: 'ms', value: 120_000 },
    ])
    expect(formatCondition(condition)).toBe('is between 1s and 2m0s')
  })

  it.each([{}, { less: 3 }, '101%', -1, 1.5])('refuses %j', (given) =>
    expect(countOrShareCondition.safeParse(given).success).toBe(false),
  )
})
