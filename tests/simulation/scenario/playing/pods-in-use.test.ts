import { expect, it } from 'vitest'
import { PodsInUse } from '../../../../src/simulation/scenario/playing/pods-in-use.ts'

it('knows the pod that each client reached last', () => {
  const pods = new PodsInUse(new Set(['steady']))
  const visit = (connection: number, traffic: string, source: string, pod: string | undefined) => {
    pods.observe({
      kind: 'connection-opened',
      atMs: 0,
      connection,
      traffic,
      client: 'c',
      protocol: 'tcp',
      source,
      destination: 'd:1',
    })
    pods.observe({
      kind: 'endpoint-chosen',
      atMs: 0,
      connection,
      backend: 'b:1',
      pod,
      seenSource: source,
      path: [],
    })
    pods.observe({
      kind: 'connection-ended',
      atMs: 0,
      connection,
      outcome: 'completed',
      detail: '',
      openMs: 0,
    })
  }
  visit(1, 'steady', '10.0.0.1:1', 'default/b')
  visit(2, 'steady', '10.0.0.2:1', 'default/c')
  visit(3, 'steady', '10.0.0.1:2', 'default/a')
  visit(4, 'other', '10.0.0.1:3', 'default/d')
  visit(5, 'steady', '10.0.0.3:3', undefined)
  expect(pods.podsOf('steady')).toEqual(['default/a', 'default/c'])
  expect(pods.podsOf('other')).toEqual([])
})
