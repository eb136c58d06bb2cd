import { expect, it } from 'vitest'
import { hash32 } from '../../../../src/kernel/ipvs/hashing/multiplicative-hash.ts'

it('takes the top bits of value · 0x61C88647', () => {
  expect(hash32(1, 8)).toBe(0x61)
  expect(hash32(0, 8)).toBe(0)
  expect(hash32(0x1_0000_0001, 8)).toBe(0x61)
  expect(hash32(0xffffffff, 10)).toBe((-0x61c88647 >>> 22) & 1023)
})
