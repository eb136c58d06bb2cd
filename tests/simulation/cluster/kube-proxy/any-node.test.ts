import { expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import { defaultProxyConfiguration } from '../../../../src/proxy/configuration.ts'
import { AnyNode } from '../../../../src/simulation/cluster/kube-proxy/any-node.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { web } from '../living.ts'

const { objects } = makeCluster(objectsOf(web({ service: 'ipFamilyPolicy: PreferDualStack' })))
const found = <Kind extends string>(kind: Kind) =>
  objects.find((object) => object.kind === kind) as Extract<
    (typeof objects)[number],
    { kind: Kind }
  >

it.each([
  { name: 'a Service as it was', event: { kind: 'applied', object: found('Service') }, want: [] },
  {
    name: 'a Service that goes',
    event: { kind: 'deleted', objectKind: 'Service', namespace: 'default', name: 'web' },
    want: ['IPv4', 'IPv6'],
  },
  {
    name: 'a slice of one family',
    event: { kind: 'applied', object: { ...found('EndpointSlice'), endpoints: [] } },
    want: ['IPv4'],
  },
  { name: 'a node', event: { kind: 'applied', object: found('Node') }, want: [] },
] as const)('$name asks $want for a sync', ({ event, want }) => {
  const any = new AnyNode(objects, ['IPv4', 'IPv6'], defaultProxyConfiguration)
  expect([...any.observe(event)]).toEqual(want)
})

it('knows a large cluster', () => {
  const large = (replicas: number) =>
    new AnyNode(
      makeCluster(objectsOf(web({ replicas })), { nodeCount: 10 }).objects,
      ['IPv4'],
      defaultProxyConfiguration,
    ).isLarge('IPv4')
  expect([large(1_000), large(1_001)]).toEqual([false, true])
})
