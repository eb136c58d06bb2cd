import { expect, it } from 'vitest'
import { ObjectLookup } from '../../../src/server/laboratory/object-lookup.ts'
import { shopCluster } from '../shop.ts'

const { cluster, book } = shopCluster()
const lookup = new ObjectLookup(cluster.objects, book)
const pod = cluster.objects.find(({ metadata }) => metadata.name === 'database-0')
const node = cluster.objects.find(({ kind }) => kind === 'Node')
const podAddress = pod?.kind === 'Pod' ? (pod.status.podIPs[0]?.ip ?? '') : ''

it.each([
  { text: 'pod/shop/database-0', namespace: 'default', name: 'database-0' },
  { text: 'pod/database-0', namespace: 'shop', name: 'database-0' },
  { text: podAddress, namespace: 'default', name: 'database-0' },
  { text: 'svc/shop/catalog:80', namespace: 'default', name: 'catalog' },
  { text: 'svc/catalog:http', namespace: 'shop', name: 'catalog' },
  { text: 'node/node-1:30080', namespace: 'shop', name: 'node-1' },
])('$text means one object', ({ text, namespace, name }) => {
  expect(lookup.among(text, namespace).map(({ metadata }) => metadata.name)).toEqual([name])
  expect(node).toBeDefined()
})

it.each(['client', '203.0.113.99'])('%s is nobody here', (text) => {
  expect(lookup.among(text, 'default')).toEqual([])
})

it.each(['svc/shop/nonesuch:80', 'pod/nonesuch', 'constructor/x', 'nonsense'])(
  '%s is looked for among all, so that the error can say what there is',
  (text) => {
    expect(lookup.among(text, 'default')).toBe(cluster.objects)
  },
)
