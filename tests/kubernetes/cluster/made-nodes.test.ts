import { describe, expect, it } from 'vitest'
import { makeNodes } from '../../../src/kubernetes/cluster/made-nodes.ts'
import { objectsOf } from '../manifests.ts'

describe('nodes that are made up', () => {
  it('have addresses and pod networks of every family, and zones in turn', () => {
    const [first, second] = makeNodes([], ['IPv4', 'IPv6'], 2, 0)
    expect(first).toMatchObject({
      metadata: { name: 'node-1', labels: { 'topology.kubernetes.io/zone': 'zone-a' } },
      spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24', 'fd00:10:244:1::/64'] },
      status: {
        addresses: [
          { type: 'InternalIP', address: '192.168.0.10' },
          { type: 'InternalIP', address: '2001:db8::a' },
          { type: 'Hostname', address: 'node-1' },
        ],
      },
    })
    expect(second?.metadata.labels['topology.kubernetes.io/zone']).toBe('zone-b')
  })

  it('bear the names that the objects speak of, with their zones', () => {
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'a' },
      endpoints: [{ addresses: ['10.0.0.1'], nodeName: 'worker', zone: 'z' }],
    }
    const nodes = makeNodes(objectsOf(JSON.stringify(slice)), ['IPv4'], 2, 0)
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['worker', 'node-1'])
    expect(nodes[0]?.metadata.labels['topology.kubernetes.io/zone']).toBe('z')
  })

  it('have room for all Pods, and never the same network', () => {
    const nodes = makeNodes([], ['IPv4'], 5_000, 2_000_000)
    expect(nodes[0]?.spec.podCIDR).toBe('10.128.0.0/23')
    expect(new Set(nodes.map(({ spec }) => spec.podCIDR)).size).toBe(5_000)
  })
})
