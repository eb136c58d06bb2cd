import { expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { WorkQueue } from '../../../../src/simulation/cluster/controllers/work-queue.ts'

it('works once on what is added several times, a lag later', () => {
  const timeline = new Timeline()
  const done: string[] = []
  const queue = new WorkQueue(timeline, 50, (key) => done.push(`${timeline.nowMs()} ${key}`))
  queue.add('a')
  timeline.at(20, () => queue.add('a'))
  timeline.at(30, () => queue.add('b', 100))
  timeline.at(60, () => queue.add('a'))
  timeline.runTo(1_000)
  expect(done).toEqual(['50 a', '110 a', '180 b'])
  expect(queue.isEmpty).toBe(true)
})
