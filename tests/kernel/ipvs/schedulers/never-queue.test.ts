import { expect, it } from 'vitest'
import { NeverQueue } from '../../../../src/kernel/ipvs/schedulers/never-queue.ts'
import { choices, serversOf } from '../some-servers.ts'

it('takes an idle server first', () => {
  expect(
    choices(new NeverQueue(), serversOf(...[{ weight: 100, active: 1 }, { weight: 1 }]), 3),
  ).toEqual([1, 1, 1])
})

it('gives equal ones to the head of the list', () => {
  expect(choices(new NeverQueue(), serversOf({}, {}), 1)).toEqual([0])
})

it('shows the cost of every server that may be chosen', () => {
  const { costs } = new NeverQueue().explain(serversOf({}, { weight: 0 }))
  expect(costs?.map((cost) => cost === undefined)).toEqual([false, true])
})
