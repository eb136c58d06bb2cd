import { expect, it } from 'vitest'
import { ServiceDestinations } from '../../../src/simulation/checkers/service-destinations.ts'
import { readLines } from '../scenario/read-text.ts'

const { objects } = readLines(
  'objects: [{ apiVersion: v1, kind: Service, metadata: { name: lb }, status: { loadBalancer: { ingress: [{ ip: 203.0.113.8 }] } }, spec: { type: LoadBalancer, clusterIP: 10.96.9.9, externalIPs: [203.0.113.9], ports: [{ port: 80, nodePort: 30080 }] } }]',
).cause.initial

it.each([
  ['10.96.9.9:80', 'lb'],
  ['203.0.113.8:80', 'lb'],
  ['203.0.113.9:80', 'lb'],
  ['192.168.0.12:30080', 'lb'],
  ['10.96.9.9:81', undefined],
  ['192.168.0.12:80', undefined],
])('%s means %s', (destination, name) =>
  expect(new ServiceDestinations(() => objects).at(destination, 'tcp')?.service.metadata.name).toBe(
    name,
  ),
)

it('keeps ports of the same number apart by protocol', () => {
  const destinations = new ServiceDestinations(() => objects)
  expect(destinations.at('10.96.9.9:80', 'udp')).toBeUndefined()
})

it('knows what is ready behind it now', () => {
  let now = objects
  const destinations = new ServiceDestinations(() => now)
  const web = () => {
    const found = now.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'web')
    const [address = ''] = found?.kind === 'Service' ? found.spec.clusterIPs : []
    const destination = destinations.at(`${address}:80`, 'tcp')
    return destination && destinations.readyEndpoints(destination).map(({ pod }) => pod)
  }
  expect(web()).toEqual(['default/web-0', 'default/web-1'])
  now = objects.filter(({ kind }) => kind !== 'EndpointSlice')
  expect(web()).toEqual([])
})
