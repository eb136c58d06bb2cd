import { expect, it } from 'vitest'
import { StepList } from '../../../src/kernel/netfilter/trace.ts'

it('keeps steps in their order', () => {
  const list = new StepList()
  list.step({ kind: 'hook', hook: 'prerouting' })
  list.step({ kind: 'mark', from: 0, to: 1 })
  expect(list.steps.map(({ kind }) => kind)).toEqual(['hook', 'mark'])
})
