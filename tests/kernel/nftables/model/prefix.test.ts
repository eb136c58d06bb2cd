import { describe, expect, it } from 'vitest'
import type { Datum } from '../../../../src/kernel/nftables/model/data-type.ts'
import {
  maskLength,
  prefixMask,
  withoutHostBits,
} from '../../../../src/kernel/nftables/model/prefix.ts'

describe('prefixes', () => {
  it.each<[string, Datum, number, number, Datum]>([
    ['10.1.2.3/8 is 10.0.0.0', 0x0a010203, 32, 8, 0x0a000000],
    ['addresses above 127 stay positive', 0xc0a80105, 32, 24, 0xc0a80100],
    ['a host keeps all its bits', 0xc0a80105, 32, 32, 0xc0a80105],
    ['length 0 keeps none', 0xc0a80105, 32, 0, 0],
    ['of IPv6', (0xfd00n << 112n) | 7n, 128, 64, 0xfd00n << 112n],
    ['names have none', 'eth*', 128, 8, 'eth*'],
  ])('lose their host bits: %s', (_name, value, bits, length, want) => {
    expect(withoutHostBits(value, bits, length)).toBe(want)
  })

  it.each<[string, Datum, number | undefined]>([
    ['255.255.255.0 has 24', 0xffffff00, 24],
    ['all ones have 32', 0xffffffff, 32],
    ['0 has none', 0, 0],
    ['ones behind zeros are no prefix', 0xff00ff00, undefined],
    ['nor is a name', 'lo', undefined],
  ])('have the length of their mask: %s', (_name, mask, want) => {
    expect(maskLength(mask, 32)).toBe(want)
  })

  it('have the mask of their length, of every length there is', () => {
    for (const bits of [32, 128])
      for (let length = 0; length <= bits; length += 1)
        expect(maskLength(prefixMask(bits, length), bits)).toBe(length)
  })
})
