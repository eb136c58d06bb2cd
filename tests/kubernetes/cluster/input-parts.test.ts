import { expect, it } from 'vitest'
import { sortByKind } from '../../../src/kubernetes/cluster/input-parts.ts'
import { objectsOf } from '../manifests.ts'

it('sorts objects by kind, all workloads together', () => {
  const kinds = [
    'v1 Pod',
    'apps/v1 Deployment',
    'v1 Service',
    'v1 ReplicationController',
    'v1 Node',
  ]
  const text = kinds
    .map((one) => one.split(' '))
    .map(([apiVersion, kind]) => JSON.stringify({ apiVersion, kind, metadata: { name: 'a' } }))
    .join('\n')
  const parts = sortByKind(objectsOf(text))
  expect(parts.workloads.map(({ kind }) => kind)).toEqual(['Deployment', 'ReplicationController'])
  expect([parts.pods, parts.services, parts.nodes].map((list) => list.length)).toEqual([1, 1, 1])
})
