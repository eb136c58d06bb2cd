import { expect, it } from 'vitest'
import { formatReference, referenceOf } from '../../../src/kubernetes/objects/kubernetes-object.ts'
import { serviceOf } from '../manifests.ts'

it('references name kind, namespace and name', () => {
  expect(formatReference(referenceOf(serviceOf({}, { namespace: 'shop' })))).toBe(
    'Service shop/web',
  )
  expect(formatReference({ kind: 'Node', namespace: '', name: 'node-1' })).toBe('Node node-1')
})
