import { expect, it } from 'vitest'
import { WeightedLeastConnection } from '../../../../src/kernel/ipvs/schedulers/weighted-least-connection.ts'
import { choices, serversOf } from '../some-servers.ts'

it('divides by the weight', () => {
  expect(
    choices(
      new WeightedLeastConnection(257),
      serversOf(
        ...[
          { weight: 1, active: 1 },
          { weight: 3, active: 2 },
        ],
      ),
      3,
    ),
  ).toEqual([1, 1, 1])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new WeightedLeastConnection(257), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new WeightedLeastConnection(257).explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
