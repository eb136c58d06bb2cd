import { expect, it } from 'vitest'
import { ShortestExpectedDelay } from '../../../../src/kernel/ipvs/schedulers/shortest-expected-delay.ts'
import { choices, serversOf } from '../some-servers.ts'

it('counts active connections and the one to come', () => {
  expect(
    choices(
      new ShortestExpectedDelay(),
      serversOf(...[{ weight: 1 }, { weight: 3, active: 1, inactive: 99 }]),
      3,
    ),
  ).toEqual([1, 1, 1])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new ShortestExpectedDelay(), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new ShortestExpectedDelay().explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
