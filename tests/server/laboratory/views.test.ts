import { expect, it } from 'vitest'
import {
  nodesOf,
  objectsOf,
  pageOf,
  servicesOf,
  summaryOf,
} from '../../../src/server/laboratory/views.ts'
import { shopCluster } from '../shop.ts'

const kept = shopCluster()
const whole = { offset: 0, limit: 1_000 }

it.each([
  { offset: 0, limit: 2, items: [1, 2], next: 2 },
  { offset: 2, limit: 2, items: [3], next: undefined },
  { offset: 9, limit: 2, items: [], next: undefined },
])('a page from $offset has $items', ({ offset, limit, items, next }) => {
  const page = pageOf([1, 2, 3], { offset, limit }, (one) => one)
  expect(page).toEqual({ items, total: 3, ...(next === undefined ? {} : { next }) })
})

it('a summary counts what the lists list', () => {
  const summary = summaryOf(kept)
  expect(summary.services).toBe(servicesOf(kept, whole).total)
  expect(summary.nodes).toBe(nodesOf(kept, whole).total)
  expect(summary.pods).toBe(objectsOf(kept, whole, 'Pod', undefined).total)
})

it('a Service has its ports and the number of its endpoints', () => {
  const catalog = servicesOf(kept, whole).items.find(({ name }) => name === 'catalog')
  expect(catalog).toMatchObject({ type: 'ClusterIP', readyEndpoints: 4, endpoints: 4 })
})

it('objects of one namespace are of that namespace', () => {
  const { items } = objectsOf(kept, whole, undefined, 'kube-system')
  expect(items.length).toBeGreaterThan(0)
  for (const { metadata } of items) expect(metadata).toMatchObject({ namespace: 'kube-system' })
})
