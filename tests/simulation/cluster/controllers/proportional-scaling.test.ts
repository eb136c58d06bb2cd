import { expect, it } from 'vitest'
import { proportionalSizes } from '../../../../src/simulation/cluster/controllers/proportional-scaling.ts'

// The example of the documentation: 10 replicas, maxSurge 3, 8 old and 5 new Pods, scaled to 15.
it.each([
  { name: 'grows by the sizes', sizes: [8, 5], replicas: 15, surge: 3, want: [11, 7] },
  { name: 'shrinks by the sizes', sizes: [8, 5], replicas: 5, surge: 3, want: [5, 3] },
  { name: 'shrinks to nothing', sizes: [8, 5], replicas: 0, surge: 3, want: [0, 0] },
  {
    name: 'stays where nothing is to be done',
    sizes: [8, 5],
    replicas: 10,
    surge: 3,
    want: [8, 5],
  },
])('$name', ({ sizes, replicas, surge, want }) => {
  const sets = sizes.map((desired) => ({ desired, maxReplicasBefore: 13 }))
  expect(proportionalSizes(sets, replicas, surge)).toEqual(want)
})
