import { expect, it } from 'vitest'
import { withoutChance } from '../../../../../src/simulation/recordings/kube-proxy/ipvs/order-of-chance.ts'

it.each([
  { operations: [], want: [] },
  {
    operations: [
      'DeleteRealServer b',
      'DeleteRealServer a',
      'AddRealServer c',
      'DeleteRealServer b',
    ],
    want: ['DeleteRealServer a', 'DeleteRealServer b', 'AddRealServer c', 'DeleteRealServer b'],
  },
  {
    operations: ['DeleteRealServer b', 'DeleteRealServer a'],
    want: ['DeleteRealServer a', 'DeleteRealServer b'],
  },
  {
    operations: ['AddRealServer b', 'AddRealServer a'],
    want: ['AddRealServer b', 'AddRealServer a'],
  },
])('sorts the first deletions of $operations', ({ operations, want }) => {
  expect(withoutChance(operations)).toEqual(want)
})
