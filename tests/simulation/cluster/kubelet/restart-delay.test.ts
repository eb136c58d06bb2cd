import { expect, it } from 'vitest'
import { restartDelayMs } from '../../../../src/simulation/cluster/kubelet/restart-delay.ts'

it('waits longer each time, up to five minutes', () => {
  expect([0, 1, 2, 3, 5, 6, 50].map(restartDelayMs)).toEqual([
    0, 10_000, 20_000, 40_000, 160_000, 300_000, 300_000,
  ])
})
