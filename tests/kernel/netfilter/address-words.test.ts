import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress, writeAddress } from '../../../src/kernel/netfilter/address-words.ts'
import type { Ipv4, Ipv6 } from '../../../src/packet/address.ts'

describe('addresses in flat memory', () => {
  it('come back as they went in, IPv4', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (number) => {
        const words = new Int32Array(3)
        writeAddress(words, 1, number as Ipv4)
        expect(readAddress(words, 1, 1)).toBe(number)
      }),
    )
  })

  it('come back as they went in, IPv6', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (number) => {
        const words = new Int32Array(5)
        writeAddress(words, 1, number as Ipv6)
        expect(readAddress(words, 1, 4)).toBe(number)
      }),
    )
  })
})
