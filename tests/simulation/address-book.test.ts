import { expect, it } from 'vitest'
import { makeCluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { readObjects } from '../../src/kubernetes/reading/read-objects.ts'
import { parseAddress } from '../../src/packet/address.ts'
import { AddressBook } from '../../src/simulation/address-book.ts'

const manifest = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { clusterIP: 10.96.0.50, selector: { app: web }, externalIPs: [203.0.113.7], ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: web }] }
`

it('names nodes, pods and every address of a Service', () => {
  const { objects } = makeCluster(readObjects([{ file: 'shop.yaml', text: manifest }]).objects)
  const book = AddressBook.of(objects)
  const pod = objects.find((object) => object.kind === 'Pod')
  const node = objects.find((object) => object.kind === 'Node')
  const name = (text: string | undefined) => book.nameOf(parseAddress(text ?? ''))
  expect(name('10.96.0.50')).toBe('svc/shop/web')
  expect(name('203.0.113.7')).toBe('svc/shop/web')
  expect(name(pod?.status.podIPs[0]?.ip)).toBe('pod/shop/web-0')
  expect(name(node?.status.addresses[0]?.address)).toBe('node/node-1')
  expect(name('192.0.2.1')).toBeUndefined()
})
