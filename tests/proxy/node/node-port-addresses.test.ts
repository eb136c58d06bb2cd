import { describe, expect, it } from 'vitest'
import type { Family } from '../../../src/packet/address.ts'
import { detectNodeAddresses } from '../../../src/proxy/node/node-addresses.ts'
import {
  matchingNodeAddresses,
  nodePortAddresses,
} from '../../../src/proxy/node/node-port-addresses.ts'

const node = detectNodeAddresses(['192.168.0.10', '2001:db8::10'], '').addresses
const interfaces = {
  lo: ['127.0.0.1/8', '::1/128'],
  eth0: ['192.168.0.10/24', '192.168.0.9/24', '2001:db8::10/64'],
  eth1: ['192.168.0.10/24', '172.20.5.6/16'],
}
const found = (setting: readonly string[], family: Family = 'IPv4') => {
  const addresses = nodePortAddresses(family, setting, node)
  return {
    all: addresses.matchesAll,
    loopback: addresses.containsIpv4Loopback,
    match: matchingNodeAddresses(addresses, interfaces).map(({ text }) => text),
  }
}

describe('nodePortAddresses', () => {
  it('means all without a network of the family', () => {
    expect(found([])).toMatchObject({ all: true, loopback: true })
    expect(found(['2001:db8::/32'])).toMatchObject({ all: true, loopback: true })
    expect(found([], 'IPv6')).toMatchObject({ all: true, loopback: false })
  })

  it('finds each matching address once, in the order of their text', () => {
    expect(found(['192.168.0.0/16', '172.16.0.0/12', '192.0.0.0/8'])).toEqual({
      all: false,
      loopback: false,
      match: ['172.20.5.6', '192.168.0.10', '192.168.0.9'],
    })
  })

  it("takes `primary` for the node's own addresses", () => {
    expect(found(['primary']).match).toEqual(['192.168.0.10'])
    expect(found(['primary'], 'IPv6').match).toEqual(['2001:db8::10'])
    const unknown = detectNodeAddresses([], '').addresses
    expect(nodePortAddresses('IPv4', ['primary'], unknown).matchesAll).toBe(true)
  })

  it.each([
    { setting: ['127.0.0.1/32'], loopback: true },
    { setting: ['126.0.0.0/7'], loopback: true },
    { setting: ['192.168.0.0/16'], loopback: false },
    { setting: ['192.168.0.0/16', '127.0.0.0/8'], loopback: true },
  ])('$setting contains loopback: $loopback', ({ setting, loopback }) => {
    expect(found(setting)).toMatchObject({ all: false, loopback })
  })

  it('ends at a network that means everything', () => {
    expect(found(['192.168.0.0/16', '0.0.0.0/0', '172.16.0.0/12'])).toMatchObject({ all: true })
  })
})
