import { expect, it } from 'vitest'
import { validateEndpointSlice } from '../../../src/kubernetes/validation/endpoint-slice.ts'
import { theOnly } from '../manifests.ts'

it.each([
  { addressType: 'IPv4', address: '10.0.0.1', want: [] },
  {
    addressType: 'IPv4',
    address: 'fd00::1',
    want: ['endpoints[0].addresses: Invalid value: "fd00::1": must be an IPv4 address'],
  },
  {
    addressType: 'IPv6',
    address: 'FD00::1',
    want: [
      'endpoints[0].addresses[0]: Invalid value: "FD00::1": must be in canonical form ("fd00::1")',
    ],
  },
  {
    addressType: 'FQDN',
    address: 'a',
    want: [
      'endpoints[0].addresses[0]: Invalid value: "a": should be a domain with at least two segments separated by dots',
    ],
  },
])('a slice of $addressType with $address', ({ addressType, address, want }) => {
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'a' },
  }
  const text = JSON.stringify({ ...slice, addressType, endpoints: [{ addresses: [address] }] })
  expect(validateEndpointSlice(theOnly('EndpointSlice', text)).map((error) => error.text)).toEqual(
    want,
  )
})
