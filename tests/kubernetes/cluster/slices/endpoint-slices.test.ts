import { describe, expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import { managedByLabel } from '../../../../src/kubernetes/cluster/slices/endpoint-slices.ts'
import type { EndpointSlice } from '../../../../src/kubernetes/objects/endpoint-slice.ts'
import { objectsOf } from '../../manifests.ts'

const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {team: shop}}\nspec: {selector: {app: web}, ${spec}}\n---\n`
const deployment = (replicas: number, container = '{name: c}', name = 'web', annotations = '{}') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, annotations: ${annotations}}\nspec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [${container}]}}}\n---\n`
const slicesOf = (text: string): EndpointSlice[] =>
  makeCluster(objectsOf(text)).objects.filter((object) => object.kind === 'EndpointSlice')

describe('EndpointSlices', () => {
  it('hold at most a hundred endpoints, and say whose they are', () => {
    const slices = slicesOf(service('ports: [{port: 80}]') + deployment(250))
    expect(slices.map(({ endpoints }) => endpoints.length)).toEqual([100, 100, 50])
    expect(new Set(slices.map(({ metadata }) => metadata.name)).size).toBe(3)
    expect(slices[0]?.metadata).toMatchObject({
      generateName: 'web-',
      labels: {
        team: 'shop',
        'kubernetes.io/service-name': 'web',
        [managedByLabel]: 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
    })
  })

  it('are one set a family', () => {
    const slices = slicesOf(
      service('ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]') + deployment(2),
    )
    expect(slices.map(({ addressType, endpoints }) => [addressType, endpoints.length])).toEqual([
      ['IPv4', 2],
      ['IPv6', 2],
    ])
  })

  it('find named ports in each Pod, and leave out those that it has not', () => {
    const slices = slicesOf(
      service('ports: [{name: http, port: 80, targetPort: web}]') +
        deployment(1, '{name: c, ports: [{name: web, containerPort: 8080}]}', 'a') +
        deployment(1, '{name: c, ports: [{name: web, containerPort: 9090}]}', 'b') +
        deployment(1, '{name: c, ports: [{name: web, containerPort: 1, protocol: UDP}]}', 'c'),
    )
    expect(slices.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[8080], [9090], []])
  })

  it.each([
    { more: '', want: { ready: false, serving: false, terminating: false } },
    {
      more: 'publishNotReadyAddresses: true, ',
      want: { ready: true, serving: false, terminating: false },
    },
  ])('tell readiness ($more)', ({ more, want }) => {
    const annotation = '{kube-proxy-emulator/not-ready: all}'
    const [slice] = slicesOf(
      service(`${more}ports: [{port: 80}]`) + deployment(1, '{name: c}', 'web', annotation),
    )
    expect(slice?.endpoints[0]?.conditions).toEqual(want)
  })

  it('terminating Pods still serve', () => {
    const annotation = '{kube-proxy-emulator/terminating: all}'
    const [slice] = slicesOf(
      service('ports: [{port: 80}]') + deployment(1, '{name: c}', 'web', annotation),
    )
    expect(slice?.endpoints[0]?.conditions).toEqual({
      ready: false,
      serving: true,
      terminating: true,
    })
  })

  it.each([
    { distribution: 'PreferClose', hints: { forZones: [{ name: 'zone-a' }] } },
    { distribution: 'PreferSameZone', hints: { forZones: [{ name: 'zone-a' }] } },
    {
      distribution: 'PreferSameNode',
      hints: { forZones: [{ name: 'zone-a' }], forNodes: [{ name: 'node-1' }] },
    },
  ])('$distribution makes hints', ({ distribution, hints }) => {
    const [slice] = slicesOf(
      service(`trafficDistribution: ${distribution}, ports: [{port: 80}]`) + deployment(1),
    )
    expect(slice?.endpoints[0]?.hints).toEqual(hints)
  })

  it('a headless one is labelled, and nothing selected leaves a placeholder', () => {
    const [slice] = slicesOf(service('clusterIP: None, ports: [{port: 80}]'))
    expect(slice).toMatchObject({
      endpoints: [],
      ports: [],
      metadata: { labels: { 'service.kubernetes.io/headless': '' } },
    })
  })
})
