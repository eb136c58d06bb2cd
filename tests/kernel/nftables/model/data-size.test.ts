import { describe, expect, it } from 'vitest'
import { largestUnit } from '../../../../src/kernel/nftables/model/data-size.ts'

describe('sizes', () => {
  it.each([
    [0, 0, 'bytes'],
    [1023, 1023, 'bytes'],
    [1024, 1, 'kbytes'],
    [1025, 1025, 'bytes'],
    [1024 * 1024, 1, 'mbytes'],
    [3 * 1024 * 1024 + 1024, 3073, 'kbytes'],
    [1024 ** 3, 1024, 'mbytes'],
  ])('%s bytes are %s %s', (bytes, count, unit) => {
    expect(largestUnit(bytes)).toEqual({ count, unit })
  })
})
