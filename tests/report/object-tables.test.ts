import { describe, expect, it } from 'vitest'
import { makeCluster } from '../../src/kubernetes/cluster/make-cluster.ts'
import { readObjects } from '../../src/kubernetes/reading/read-objects.ts'
import { formatObjectTables } from '../../src/report/object-tables.ts'

const linesOf = (text: string) =>
  formatObjectTables(makeCluster(readObjects([{ file: 'f', text }]).objects).objects)
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '))

describe('tables of objects', () => {
  it('show Services as kubectl does', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec: {type: NodePort, clusterIP: 10.96.0.10, externalIPs: [1.2.3.4], selector: {a: b, c: d}, ports: [{name: x, port: 53, protocol: UDP, nodePort: 30053}, {name: t, port: 53}]}'
    expect(linesOf(text)).toContain(
      'default | service/dns | NodePort | 10.96.0.10 | 1.2.3.4 | 53:30053/UDP,53:30053/TCP | a=b,c=d',
    )
  })

  it('count the endpoints that they do not show', () => {
    const endpoints = [1, 2, 3, 4].map((host) => ({ addresses: [`10.0.0.${host}`] }))
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 's' },
      addressType: 'IPv4',
      endpoints,
      ports: [{ port: 80 }],
    }
    expect(linesOf(JSON.stringify(slice))).toContain(
      'default | endpointslice/s | IPv4 | 80 | 10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...',
    )
  })

  it('tell terminating Pods', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {kube-proxy-emulator/terminating: all}}\nspec: {containers: [{name: c}]}'
    expect(linesOf(text)).toContain('default | pod/p | 1/1 | Terminating | 10.244.1.2 | node-1')
  })
})
