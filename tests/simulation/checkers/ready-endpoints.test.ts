import { expect, it } from 'vitest'
import {
  readyEndpoints,
  slicesOfServices,
} from '../../../src/simulation/checkers/ready-endpoints.ts'
import { readLines } from '../scenario/read-text.ts'

const endpoints = [
  '{ addresses: [10.1.0.1], targetRef: { kind: Pod, name: a }, hints: { forZones: [{ name: z }] } }',
  '{ addresses: [10.1.0.2], conditions: { ready: false } }',
  '{ addresses: [10.1.0.3] }',
]
const slice = (name: string) =>
  `{ apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: { name: ${name}, labels: { kubernetes.io/service-name: own } }, addressType: IPv4, ports: [{ name: http, port: 8080 }], endpoints: [${endpoints.join(', ')}] }`
const service =
  '{ apiVersion: v1, kind: Service, metadata: { name: own }, spec: { ports: [{ name: http, port: 80 }] } }'
const { objects } = readLines(`objects: [${service}, ${slice('own-1')}, ${slice('own-2')}]`).cause
  .initial
const slices = slicesOfServices(objects).get('default/own') ?? []

it('finds those that are ready, once, by the name of the port', () => {
  expect(readyEndpoints(slices, 'IPv4', { name: 'http', protocol: 'TCP' })).toEqual([
    { address: '10.1.0.1', port: 8080, pod: 'default/a', isHinted: true },
    { address: '10.1.0.3', port: 8080, pod: undefined, isHinted: false },
  ])
})

it.each([
  ['another family', 'IPv6', 'http', 'TCP'],
  ['another port', 'IPv4', 'https', 'TCP'],
  ['another protocol', 'IPv4', 'http', 'UDP'],
] as const)('finds none of %s', (_what, family, name, protocol) =>
  expect(readyEndpoints(slices, family, { name, protocol })).toEqual([]),
)
