import { expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { XtablesLock } from '../../../../src/simulation/cluster/kube-proxy/xtables-lock.ts'

it.each([
  { name: 'released in time: taken then', releasedAtMs: 3_000, want: ['3000 true'] },
  {
    name: 'released too late: given up after five seconds',
    releasedAtMs: 6_000,
    want: ['5000 false'],
  },
])('$name', ({ releasedAtMs, want }) => {
  const timeline = new Timeline()
  const lock = new XtablesLock(timeline)
  const told: string[] = []
  lock.hold()
  lock.wait((hasIt) => told.push(`${timeline.nowMs()} ${hasIt}`))
  timeline.at(releasedAtMs, () => lock.release())
  timeline.runTo(10_000)
  expect(told).toEqual(want)
  expect(lock.isHeld).toBe(false)
})

it('forgets who no longer waits', () => {
  const timeline = new Timeline()
  const lock = new XtablesLock(timeline)
  lock.hold()
  lock.wait(() => expect.unreachable()).cancel()
  lock.release()
  timeline.runTo(10_000)
  expect(timeline.nowMs()).toBe(10_000)
})
