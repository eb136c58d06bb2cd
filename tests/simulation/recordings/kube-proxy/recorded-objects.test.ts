import { describe, expect, it } from 'vitest'
import {
  objectError,
  recordedObjects,
} from '../../../../src/simulation/recordings/kube-proxy/recorded-objects.ts'

describe('recordedObjects', () => {
  it('sets the defaults of the API server on a Service', () => {
    const spec = { clusterIP: '10.96.0.1', ports: [{ port: 80 }], externalIPs: ['1.2.3.4'] }
    expect(recordedObjects({ kind: 'Service', metadata: { name: 'web' }, spec })).toMatchObject([
      {
        metadata: { name: 'web', namespace: 'default', labels: {}, annotations: {} },
        spec: {
          type: 'ClusterIP',
          clusterIPs: ['10.96.0.1'],
          ports: [{ name: '', protocol: 'TCP', port: 80, targetPort: 80, nodePort: 0 }],
          sessionAffinity: 'None',
          internalTrafficPolicy: 'Cluster',
          externalTrafficPolicy: 'Cluster',
        },
        status: { loadBalancer: { ingress: [] } },
      },
    ])
  })

  it.each([
    { config: undefined, want: 10_800 },
    { config: { clientIP: {} }, want: 10_800 },
    { config: { clientIP: { timeoutSeconds: 0 } }, want: 0 },
  ])('takes an affinity timeout of $want', ({ config, want }) => {
    const spec = { sessionAffinity: 'ClientIP', sessionAffinityConfig: config }
    expect(recordedObjects({ kind: 'Service', spec })).toMatchObject([
      { spec: { sessionAffinityConfig: { clientIP: { timeoutSeconds: want } } } },
    ])
  })

  it('leaves the policies of an ExternalName open', () => {
    const [service] = recordedObjects({ kind: 'Service', spec: { type: 'ExternalName' } })
    expect(service).not.toHaveProperty('spec.internalTrafficPolicy')
    expect(service).not.toHaveProperty('spec.externalTrafficPolicy')
  })

  it('reads slices, and keeps what it does not know', () => {
    const metadata = { name: 'web-1', resourceVersion: '7' }
    const endpoints = [
      {
        addresses: ['10.0.0.1'],
        conditions: { ready: null },
        hints: { forZones: [{ name: 'a' }] },
      },
      { addresses: [], deprecatedTopology: { a: 'b' } },
    ]
    const raw = { kind: 'EndpointSlice', metadata, addressType: 'IPv4', ports: [{}], endpoints }
    expect(recordedObjects(raw)).toMatchObject([
      {
        metadata: { namespace: 'default', resourceVersion: '7' },
        ports: [{ name: '', protocol: 'TCP' }],
        endpoints: [
          { conditions: {}, hints: { forZones: [{ name: 'a' }] } },
          { conditions: {}, deprecatedTopology: { a: 'b' } },
        ],
      },
    ])
  })

  it('tells empty lists from absent ones, and null from neither', () => {
    const slice = (fields: object) => {
      const metadata = { name: 'a', labels: null, finalizers: null }
      return recordedObjects({ kind: 'EndpointSlice', metadata, addressType: 'IPv4', ...fields })[0]
    }
    expect(slice({ endpoints: null, ports: null })).toEqual(slice({}))
    expect(slice({ ports: [] })).toMatchObject({ standingEmpty: ['.ports'] })
    const endpoint = { addresses: [], hints: { forZones: [], forNodes: null } }
    expect(
      slice({ endpoints: [endpoint, { addresses: ['10.0.0.1'], hints: null }] }),
    ).toMatchObject({
      standingEmpty: ['endpoints.0.addresses', 'endpoints.0.hints.forZones'],
      endpoints: [{ hints: { forZones: [] } }, { addresses: ['10.0.0.1'] }],
    })
    expect(slice({ endpoints: [{ zone: null, hints: null }] })).toEqual(slice({ endpoints: [{}] }))
  })

  it('opens lists, and passes over what kube-proxy does not watch', () => {
    const items = [{ kind: 'Pod' }, { kind: 'Node', metadata: { name: 'a' } }]
    expect(recordedObjects({ kind: 'List', items })).toMatchObject([{ kind: 'Node' }])
    const cidrs = { kind: 'ServiceCIDRList', items: [{ spec: { cidrs: ['10.96.0.0/16'] } }] }
    expect(recordedObjects(cidrs)).toMatchObject([
      { kind: 'ServiceCIDR', spec: { cidrs: ['10.96.0.0/16'] } },
    ])
  })
})

it('refuses kinds that the recording tool does not know', () => {
  expect(objectError({ kind: 'Pod' })).toBeUndefined()
  expect(objectError({ kind: 'Service' })).toBeUndefined()
  expect(objectError({ kind: 'List', items: [{ kind: 'Foo' }] })).toBe('unknown kind "Foo"')
})
