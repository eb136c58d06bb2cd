import { expect, it } from 'vitest'
import { ManualClock, machineClock } from '../../src/base/clock.ts'

it('moves only forward', () => {
  const clock = new ManualClock(100)
  clock.advance(50)
  clock.moveTo(120)
  expect(clock.nowMs()).toBe(150)
})

it('has one clock that runs by itself', () => {
  const before = machineClock.nowMs()
  expect(machineClock.nowMs()).toBeGreaterThanOrEqual(before)
})
