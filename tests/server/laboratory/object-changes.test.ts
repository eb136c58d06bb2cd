import { expect, it } from 'vitest'
import { changedReferences } from '../../../src/server/laboratory/object-changes.ts'
import { deleteCatalog, shopCluster } from '../shop.ts'

it('names what was added, changed and removed, and nothing else', () => {
  const before = shopCluster().cluster.objects
  const after = shopCluster(deleteCatalog).cluster.objects
  const { added, changed, removed } = changedReferences(before, after)
  expect(removed.filter((name) => name.startsWith('Pod shop/catalog-'))).toHaveLength(4)
  expect(
    [...added, ...changed].every((name) => name.startsWith('EndpointSlice shop/catalog')),
  ).toBe(true)
  expect(changedReferences(before, before)).toEqual({ added: [], changed: [], removed: [] })
})

it('lists a thousand, no more', () => {
  const [some] = shopCluster().cluster.objects
  if (some === undefined) throw new Error('the shop has objects')
  const many = Array.from({ length: 1_500 }, (_, index) => ({
    ...some,
    metadata: { ...some.metadata, name: `n${index}` },
  }))
  expect(changedReferences([], many).added).toHaveLength(1_000)
})
