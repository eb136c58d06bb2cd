import { expect, it } from 'vitest'
import { Failover } from '../../../../src/kernel/ipvs/schedulers/failover.ts'
import { choices, serversOf } from '../some-servers.ts'

it('takes the highest weight, whatever its load', () => {
  expect(
    choices(
      new Failover(),
      serversOf(...[{ weight: 1 }, { weight: 3, active: 99 }, { weight: 3 }]),
      3,
    ),
  ).toEqual([1, 1, 1])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new Failover(), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new Failover().explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
