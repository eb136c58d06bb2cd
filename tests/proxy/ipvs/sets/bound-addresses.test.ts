import { describe, expect, it } from 'vitest'
import { BoundAddresses, isListed } from '../../../../src/proxy/ipvs/sets/bound-addresses.ts'
import { CountedEntries } from '../../../../src/proxy/ipvs/sets/counted-entries.ts'

/** Addresses that follow what is claimed. */
function following(existing: readonly string[]) {
  const wanted = new CountedEntries(existing)
  const addresses = new BoundAddresses('IPv4', existing)
  return { wanted, addresses, follow: () => addresses.follow(wanted, wanted.takeChanges()) }
}

describe('BoundAddresses', () => {
  it('takes away what stood there and nobody wants', () => {
    const { wanted, addresses, follow } = following(['10.96.0.9'])
    wanted.claim('10.96.0.1')
    expect(follow()).toEqual({ bound: ['10.96.0.1'], unbound: ['10.96.0.9'] })
    expect(addresses.list()).toEqual(['10.96.0.1'])
    wanted.release('10.96.0.1')
    wanted.claim('10.96.0.2')
    expect(follow()).toEqual({ bound: ['10.96.0.2'], unbound: ['10.96.0.1'] })
    expect(follow()).toEqual({ bound: [], unbound: [] })
  })

  it('never unbinds what kube-proxy does not see on the device', () => {
    const { wanted, addresses, follow } = following([])
    wanted.claim('127.0.0.5')
    expect(follow()).toEqual({ bound: ['127.0.0.5'], unbound: [] })
    wanted.release('127.0.0.5')
    expect(follow()).toEqual({ bound: [], unbound: [] })
    expect(addresses.list()).toEqual(['127.0.0.5'])
    wanted.claim('127.0.0.5')
    expect(follow()).toEqual({ bound: [], unbound: [] })
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
