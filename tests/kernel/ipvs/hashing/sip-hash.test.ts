import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sipHash13 } from '../../../../src/kernel/ipvs/hashing/sip-hash.ts'

const mask = (1n << 64n) - 1n
const rotate = (x: bigint, bits: bigint) => ((x << bits) | (x >> (64n - bits))) & mask

/** The algorithm once more, in 64-bit numbers. */
function plainSipHash(value: number, keyNumber: number): number {
  const key = BigInt(keyNumber)
  let v0 = 0x736f6d6570736575n ^ key
  let v1 = 0x646f72616e646f6dn ^ key
  let v2 = 0x6c7967656e657261n ^ key
  let v3 = 0x7465646279746573n ^ key
  const round = () => {
    v0 = (v0 + v1) & mask
    v2 = (v2 + v3) & mask
    v1 = rotate(v1, 13n) ^ v0
    v3 = rotate(v3, 16n) ^ v2
    v0 = rotate(v0, 32n)
    v2 = (v2 + v1) & mask
    v0 = (v0 + v3) & mask
    v1 = rotate(v1, 17n) ^ v2
    v3 = rotate(v3, 21n) ^ v0
    v2 = rotate(v2, 32n)
  }
  const block = (4n << 56n) | BigInt(value >>> 0)
  v3 ^= block
  round()
  v0 ^= block
  v2 ^= 0xffn
  for (let count = 0; count < 3; count += 1) round()
  return Number((v0 ^ v1 ^ v2 ^ v3) & 0xffffffffn)
}

it('agrees with 64-bit arithmetic', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.constantFrom(2_654_435_761, 2_654_446_892), (value, key) => {
      expect(sipHash13(value, key)).toBe(plainSipHash(value, key))
    }),
  )
})
