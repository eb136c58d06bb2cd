import { describe, expect, it } from 'vitest'
import { theOnly } from '../manifests.ts'

const slice = (body: string, version = 'v1') =>
  theOnly(
    'EndpointSlice',
    `apiVersion: discovery.k8s.io/${version}\nkind: EndpointSlice\nmetadata: {name: a}\n${body}`,
  )

describe('an EndpointSlice', () => {
  it('has ports of TCP without a name by default, and conditions that may be unknown', () => {
    const { ports, endpoints } = slice(
      'addressType: IPv4\nports: [{port: 80}, {name: x}]\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: null}}]',
    )
    expect(ports).toEqual([
      { name: '', protocol: 'TCP', port: 80 },
      { name: 'x', protocol: 'TCP' },
    ])
    expect(endpoints).toEqual([{ addresses: ['10.0.0.1'], conditions: {} }])
  })

  it('keeps hints, and the topology of old ones', () => {
    const { endpoints } = slice(
      'endpoints:\n- addresses: [a]\n  topology: {kubernetes.io/hostname: node-1, topology.kubernetes.io/zone: z}\n  hints: {forZones: [{name: z}], forNodes: [{name: node-1}]}',
      'v1beta1',
    )
    expect(endpoints[0]).toMatchObject({
      nodeName: 'node-1',
      zone: 'z',
      hints: { forZones: [{ name: 'z' }], forNodes: [{ name: 'node-1' }] },
    })
  })
})
