import { expect, it } from 'vitest'
import { PodIndex } from '../../../../src/kubernetes/cluster/pods/pod-index.ts'
import { theOnly } from '../../manifests.ts'

const pod = (name: string, namespace: string, labels: object) =>
  theOnly(
    'Pod',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels } }),
  )

it('selects the Pods of one namespace that have every label', () => {
  const index = new PodIndex([
    pod('a', 'x', { app: 'web', tier: '1' }),
    pod('b', 'x', { app: 'web' }),
    pod('c', 'y', { app: 'web', tier: '1' }),
  ])
  const select = (labels: Record<string, string>) =>
    index.select('x', labels).map(({ metadata }) => metadata.name)
  expect(select({ app: 'web' })).toEqual(['a', 'b'])
  expect(select({ app: 'web', tier: '1' })).toEqual(['a'])
  expect(select({ app: 'none' })).toEqual([])
  expect(select({})).toEqual([])
})
