import { expect, it } from 'vitest'
import { WatchedServiceCidrs } from '../../../src/proxy/node/watched-service-cidrs.ts'

const object = (name: string, ...cidrs: string[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'ServiceCIDR' as const,
  metadata: { name, namespace: '', labels: {}, annotations: {} },
  spec: { cidrs },
})

it('joins the networks of all objects, and replaces those of one that changes', () => {
  const watched = new WatchedServiceCidrs()
  expect(watched.update('a', object('a', '10.96.0.0/16', 'fd00::/112'))).toBe(true)
  expect(watched.update('b', object('b', '10.100.0.0/16'))).toBe(true)
  expect(watched.list()).toEqual(['10.100.0.0/16', '10.96.0.0/16', 'fd00::/112'])
  watched.update('a', object('a', '10.97.0.0/16'))
  expect(watched.list()).toEqual(['10.100.0.0/16', '10.97.0.0/16'])
})

it('loses a network that two objects name when one of them goes, as kube-proxy does', () => {
  const watched = new WatchedServiceCidrs()
  watched.update('a', object('a', '10.96.0.0/16'))
  watched.update('b', object('b', '10.96.0.0/16'))
  expect(watched.update('b', undefined)).toBe(true)
  expect(watched.list()).toEqual([])
  expect(watched.update('b', undefined)).toBe(false)
})
