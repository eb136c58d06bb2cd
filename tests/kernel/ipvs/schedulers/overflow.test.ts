import { expect, it } from 'vitest'
import { Overflow } from '../../../../src/kernel/ipvs/schedulers/overflow.ts'
import { choices, serversOf } from '../some-servers.ts'

it('goes on to the next when active exceeds the weight', () => {
  expect(
    choices(
      new Overflow(),
      serversOf(...[{ weight: 1 }, { weight: 3, active: 4 }, { weight: 2, active: 2 }]),
      3,
    ),
  ).toEqual([2, 2, 2])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new Overflow(), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new Overflow().explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
