import { describe, expect, it } from 'vitest'
import {
  fenceposts,
  rollingUpdateStep,
} from '../../../../src/simulation/cluster/controllers/rolling-update.ts'

describe('fenceposts', () => {
  it.each([
    { name: 'surge rounds up, unavailable down', of: 3, surge: '25%', out: '25%', want: [1, 0] },
    { name: 'a quarter of ten', of: 10, surge: '25%', out: '25%', want: [3, 2] },
    { name: 'both none: one may be unavailable', of: 3, surge: 0, out: '25%', want: [0, 1] },
    { name: 'no more unavailable than there are', of: 2, surge: 1, out: 5, want: [1, 2] },
  ])('$name', ({ of, surge, out, want }) => {
    const rollingUpdate = { maxSurge: surge, maxUnavailable: out }
    const { maxSurge, maxUnavailable } = fenceposts({ type: 'RollingUpdate', rollingUpdate }, of)
    expect([maxSurge, maxUnavailable]).toEqual(want)
  })
})

describe('one round of a rolling update', () => {
  const size = (desired: number, available = desired) => ({ desired, available })
  it.each([
    {
      name: 'scales the new one up first, as far as surge goes',
      newest: size(0),
      old: [size(10)],
      want: { newest: 3, old: [10] },
    },
    {
      name: 'then takes away what may be unavailable',
      newest: size(3, 0),
      old: [size(10)],
      want: { newest: 3, old: [8] },
    },
    {
      name: 'waits while the new ones are not available',
      newest: size(5, 0),
      old: [size(8)],
      want: { newest: 5, old: [8] },
    },
    {
      name: 'takes away old ones that are not available even so',
      newest: size(5, 5),
      old: [size(8, 5)],
      want: { newest: 5, old: [3] },
    },
    {
      name: 'takes the oldest first',
      newest: size(5, 5),
      old: [size(3), size(5)],
      want: { newest: 5, old: [0, 3] },
    },
    {
      name: 'ends with the new ones alone',
      newest: size(10, 10),
      old: [size(2)],
      want: { newest: 10, old: [0] },
    },
  ])('$name', ({ newest, old, want }) => {
    const limits = { maxSurge: 3, maxUnavailable: 2 }
    expect(rollingUpdateStep({ replicas: 10, fenceposts: limits, newest, old })).toEqual(want)
  })
})
