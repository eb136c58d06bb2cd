import { expect, it } from 'vitest'
import { TerminatedPodsChecker } from '../../../src/simulation/checkers/terminated-pods.ts'

it('sees a connection to a pod that is gone, until one of that name is back', () => {
  const checker = new TerminatedPodsChecker()
  const pod = (kind: 'pod-gone' | 'pod-created') =>
    checker.observe({ kind, atMs: 0, pod: 'default/web-0', node: 'n', addresses: [] })
  const chosen = () =>
    checker.observe({
      kind: 'endpoint-chosen',
      atMs: 1,
      connection: 7,
      backend: 'b:1',
      pod: 'default/web-0',
      seenSource: 's:1',
      path: [],
    })
  expect(chosen()).toBeUndefined()
  pod('pod-gone')
  expect(chosen()).toBe('connection 7 reached default/web-0, which is gone')
  pod('pod-created')
  expect(chosen()).toBeUndefined()
})
