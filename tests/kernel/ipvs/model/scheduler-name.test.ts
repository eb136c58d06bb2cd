import { expect, it } from 'vitest'
import {
  isSchedulerName,
  schedulerNames,
} from '../../../../src/kernel/ipvs/model/scheduler-name.ts'

it('knows the thirteen schedulers and twos', () => {
  expect(schedulerNames).toHaveLength(14)
  expect(isSchedulerName('lblcr')).toBe(true)
  expect(isSchedulerName('best')).toBe(false)
})
