import { expect, it } from 'vitest'
import { Durations } from '../../../src/simulation/results/durations.ts'

it.each([
  { given: [], want: undefined },
  { given: [7], want: { median: 7, p99: 7, longest: 7 } },
  { given: [30, 10, 20, 40], want: { median: 20, p99: 40, longest: 40 } },
  {
    given: Array.from({ length: 200 }, (_, index) => 200 - index),
    want: { median: 100, p99: 198, longest: 200 },
  },
])('of $given.length times the nearest ranks', ({ given, want }) => {
  const durations = new Durations()
  for (const ms of given) durations.add(ms)
  expect(durations.quantiles).toEqual(want)
})
