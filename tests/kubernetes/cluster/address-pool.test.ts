import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressPool, hostOf } from '../../../src/kubernetes/cluster/address-pool.ts'
import {
  formatAddress,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../../src/packet/address.ts'

describe('an address pool', () => {
  it('hands out every host once, and leaves network and broadcast address free', () => {
    const pool = new AddressPool([parsePrefix('10.0.0.0/29')])
    pool.take(parseAddress('10.0.0.3'))
    const got = Array.from({ length: 6 }, () => pool.allocate('IPv4', 4))
    expect(got.map((address) => address && formatAddress(address))).toEqual([
      '10.0.0.5',
      '10.0.0.6',
      '10.0.0.1',
      '10.0.0.2',
      '10.0.0.4',
      undefined,
    ])
  })

  it('goes on with the next network, and knows no other family', () => {
    const pool = new AddressPool([parsePrefix('10.0.0.0/30'), parsePrefix('10.1.0.0/30')])
    const got = Array.from({ length: 4 }, () => pool.allocate('IPv4', 0))
    expect(got.map((address) => address && formatAddress(address))).toEqual([
      '10.0.0.1',
      '10.0.0.2',
      '10.1.0.1',
      '10.1.0.2',
    ])
    expect(pool.allocate('IPv6', 0)).toBeUndefined()
  })

  it('never hands out an address twice, nor one outside of its network', () => {
    const network = parsePrefix('fd00::/112')
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), (offsets) => {
        const pool = new AddressPool([network])
        const got = offsets.map((offset) => pool.allocate('IPv6', offset))
        expect(new Set(got).size).toBe(got.length)
        expect(
          got.every((address) => address !== undefined && prefixContains(network, address)),
        ).toBe(true)
      }),
    )
  })

  it('counts hosts from the network on', () => {
    expect(formatAddress(hostOf(parsePrefix('fd00::/64'), 258))).toBe('fd00::102')
  })
})
