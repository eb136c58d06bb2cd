import { expect, it } from 'vitest'
import { runOf, steady } from '../scenario/played.ts'

it('sees nothing in a run in which all is well, and tells what it hears of', () => {
  const run = runOf(steady)
  run.runTo(1_000)
  run.events.emit({
    kind: 'pod-gone',
    atMs: 1_000,
    pod: 'default/web-0',
    node: 'node-1',
    addresses: [],
  })
  const { violations, passed } = run.finish()
  expect(violations).toMatchObject([{ checker: 'terminated-pods' }])
  expect(passed).toBe(false)
  expect(runOf(steady).finish().violations).toEqual([])
})
