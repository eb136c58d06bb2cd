import { expect, it } from 'vitest'
import { makeCluster } from '../../../../src/kubernetes/cluster/make-cluster.ts'
import {
  hasHealthCheck,
  serviceHealth,
  serviceOfSlice,
} from '../../../../src/simulation/cluster/kube-proxy/service-health.ts'
import { objectsOf } from '../../../kubernetes/manifests.ts'
import { web } from '../living.ts'

it.each([
  { service: '', want: undefined },
  { service: 'type: LoadBalancer', want: undefined },
  {
    service: 'type: LoadBalancer, externalTrafficPolicy: Local',
    want: [
      ['node-1', 2],
      ['node-2', 1],
    ],
  },
])('a Service with {$service} is well where it has ready endpoints', ({ service, want }) => {
  const { objects } = makeCluster(objectsOf(web({ service })), { nodeCount: 2 })
  const slices = objects.filter((object) => object.kind === 'EndpointSlice')
  const [one] = objects.filter((object) => object.kind === 'Service')
  if (one === undefined) return expect.unreachable()
  const { readyOn } = serviceHealth('default/web', one, slices)
  expect(hasHealthCheck(one)).toBe(want !== undefined)
  expect(readyOn && [...readyOn]).toEqual(want)
  expect(slices.map(serviceOfSlice)).toEqual(['default/web'])
})
