import { describe, expect, it } from 'vitest'
import { readCluster } from '../../../src/kubernetes/cluster/read-cluster.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { ClusterNames } from '../../../src/simulation/dns/cluster-names.ts'

const text = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { clusterIP: 10.96.1.1, selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pods, namespace: shop }
spec: { clusterIP: None, selector: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop, labels: { app: web } }
spec: { nodeName: node-1, containers: [{ name: c }] }
status: { phase: Running, podIP: 10.244.0.9, conditions: [{ type: Ready, status: 'True' }] }
`
const names = new ClusterNames(readCluster([{ file: 'a', text }]).objects, 'cluster.local')
const find = (name: string) => names.find(name.split('.'))

describe('what names stand for', () => {
  it('is a cluster IP with its port', () => {
    expect(find('web.shop.svc')).toEqual([
      { address: parseAddress('10.96.1.1'), target: '', port: 80, ownLabels: 'web.shop.svc' },
    ])
  })

  it('is every endpoint of a headless Service, under a name of its own', () => {
    expect(find('pods.shop.svc')).toMatchObject([
      { port: -1, ownLabels: '10-244-0-9.pods.shop.svc' },
    ])
  })

  it.each([
    { name: 'shop.svc', what: 'a namespace', want: [] },
    { name: 'other.svc', what: 'a namespace that no object is in', want: undefined },
    { name: 'nobody.shop.svc', what: 'a Service that is not there', want: undefined },
  ])('is nobody for $what', ({ name, want }) => {
    expect(find(name)).toEqual(want)
  })

  it('goes back from addresses', () => {
    expect(names.namesOf(parseAddress('10.96.1.1'))).toEqual(['web.shop.svc.cluster.local'])
    expect(names.namesOf(parseAddress('10.244.0.9'))).toEqual([
      '10-244-0-9.web.shop.svc.cluster.local',
      '10-244-0-9.pods.shop.svc.cluster.local',
    ])
    expect(names.namesOf(parseAddress('10.9.9.9'))).toEqual([])
  })

  it('knows its Services', () => {
    expect(names.service('web', 'shop')?.spec.clusterIP).toBe('10.96.1.1')
  })
})
