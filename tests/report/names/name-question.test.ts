import { describe, expect, it } from 'vitest'
import { resolveQuestion } from '../../../src/report/names/name-question.ts'
import { shopCluster } from '../../server/shop.ts'

const { objects } = shopCluster().cluster

describe('who looks a name up', () => {
  it.each([
    { from: undefined, name: 'catalog', first: 'catalog.shop.svc.cluster.local' },
    { from: 'pod/shop/database-0', name: 'catalog', first: 'catalog.shop.svc.cluster.local' },
    { from: 'node/node-1', name: 'catalog', first: 'catalog' },
    { from: undefined, name: '10.96.0.10', first: '10.0.96.10.in-addr.arpa' },
  ])('$from asks for $name: first $first', ({ from, name, first }) => {
    const asked = resolveQuestion(objects, {
      name,
      namespace: 'shop',
      ...(from === undefined ? {} : { from }),
    })
    expect(asked.resolution.queries[0]?.name).toBe(first)
  })

  it('nobody of that name is refused', () => {
    const question = { name: 'a', namespace: 'shop', from: 'node/nobody' }
    expect(() => resolveQuestion(objects, question)).toThrow('no Node "nobody"')
  })
})
