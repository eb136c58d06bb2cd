import { expect, it } from 'vitest'
import { hintedAsBefore } from '../../../src/proxy/node/earlier-zone-hints.ts'
import { endpointInfo } from '../../../src/proxy/tracking/endpoint-info.ts'
import { servicePortsOf } from '../../../src/proxy/tracking/service-port.ts'
import { serviceOf } from '../../kubernetes/manifests.ts'

const portWith = (internalTrafficPolicy: 'Cluster' | 'Local') => {
  const service = serviceOf({
    clusterIP: '10.96.0.10',
    clusterIPs: ['10.96.0.10'],
    ipFamilies: ['IPv4'],
    internalTrafficPolicy,
    ports: [{ port: 80 }],
  })
  const [port] = servicePortsOf(service, 'default/web', 'IPv4', {})?.values() ?? []
  return port ?? expect.unreachable()
}
const at = (address: string, ready: boolean, zone?: string) =>
  endpointInfo(
    {
      addresses: [address],
      conditions: { ready },
      ...(zone === undefined ? {} : { hints: { forZones: [{ name: zone }] } }),
    },
    address,
    80,
    '',
  )
const [unreadyInA, readyInB] = [at('10.1.0.1', false, 'a'), at('10.1.0.2', true, 'b')]

it.each([
  {
    name: 'only one that is not ready is hinted for the zone: it is all that is left',
    endpoints: [unreadyInA, readyInB],
    zone: 'a',
    want: ['10.1.0.1'],
  },
  {
    name: 'none is hinted for the zone: all',
    endpoints: [unreadyInA, readyInB],
    zone: 'c',
    want: ['10.1.0.1', '10.1.0.2'],
  },
  {
    name: 'one that is not ready has no hint: all',
    endpoints: [at('10.1.0.1', false), readyInB],
    zone: 'b',
    want: ['10.1.0.1', '10.1.0.2'],
  },
])('$name', ({ endpoints, zone, want }) => {
  const left = hintedAsBefore(endpoints, portWith('Cluster'), zone)
  expect(left.map(({ ip }) => ip)).toEqual(want)
  expect(left.map(({ zoneHints }) => zoneHints)).toEqual(want.map(() => undefined))
})

it('looks at no hints where the policy is Local', () => {
  const endpoints = [unreadyInA, readyInB]
  expect(hintedAsBefore(endpoints, portWith('Local'), 'a')).toBe(endpoints)
})
