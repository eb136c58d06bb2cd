import { describe, expect, it } from 'vitest'
import { BoundAddresses, isListed } from '../../../../src/proxy/ipvs/sets/bound-addresses.ts'

describe('BoundAddresses', () => {
  it('takes away what stood there and nobody wants', () => {
    const addresses = new BoundAddresses('IPv4', ['10.96.0.9'])
    addresses.claim('10.96.0.1')
    expect(addresses.takeChanges()).toEqual({ bound: ['10.96.0.1'], unbound: ['10.96.0.9'] })
    expect(addresses.list()).toEqual(['10.96.0.1'])
  })

  it('never unbinds what kube-proxy does not see on the device', () => {
    const addresses = new BoundAddresses('IPv4', [])
    addresses.claim('127.0.0.5')
    expect(addresses.takeChanges()).toEqual({ bound: ['127.0.0.5'], unbound: [] })
    addresses.release('127.0.0.5')
    expect(addresses.takeChanges()).toEqual({ bound: [], unbound: [] })
    expect(addresses.list()).toEqual(['127.0.0.5'])
    addresses.claim('127.0.0.5')
    expect(addresses.takeChanges()).toEqual({ bound: [], unbound: [] })
  })
})

it.each([
  { text: '10.96.0.1', family: 'IPv4' as const, listed: true },
  { text: '127.0.0.1', family: 'IPv4' as const, listed: false },
  { text: 'fd00::1', family: 'IPv4' as const, listed: false },
  { text: 'fd00::1', family: 'IPv6' as const, listed: true },
  { text: 'fe80::1', family: 'IPv6' as const, listed: false },
  { text: '::1', family: 'IPv6' as const, listed: false },
  { text: '<nil>', family: 'IPv4' as const, listed: false },
])('lists $text in $family: $listed', ({ text, family, listed }) => {
  expect(isListed(text, family)).toBe(listed)
})
