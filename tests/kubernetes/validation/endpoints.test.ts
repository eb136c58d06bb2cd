import { expect, it } from 'vitest'
import { validateEndpoints } from '../../../src/kubernetes/validation/endpoints.ts'
import { theOnly } from '../manifests.ts'

it('a subset needs addresses, and no loopback ones', () => {
  const text =
    'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets: [{}, {addresses: [{ip: 127.0.0.1}]}]'
  expect(validateEndpoints(theOnly('Endpoints', text)).map((error) => error.text)).toEqual([
    'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    'subsets[1].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ])
})
