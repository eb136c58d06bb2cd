import { expect, it } from 'vitest'
import { LeastConnection } from '../../../../src/kernel/ipvs/schedulers/least-connection.ts'
import { choices, serversOf } from '../some-servers.ts'

it('counts an active connection as 257', () => {
  expect(
    choices(
      new LeastConnection(257),
      serversOf(...[{ active: 1 }, { inactive: 256 }, { inactive: 257 }]),
      3,
    ),
  ).toEqual([1, 1, 1])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new LeastConnection(257), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new LeastConnection(257).explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
