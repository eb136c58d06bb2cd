import { describe, expect, it } from 'vitest'
import {
  formatClass,
  formatEther,
  parseClass,
  parseEther,
  parseNumber,
} from '../../../../src/kernel/nftables/model/value-text.ts'

describe('values that are neither names nor addresses', () => {
  it.each([
    ['10', 16, 10],
    ['0x10', 16, 16],
    ['010', 16, 8],
    ['16', 4, undefined],
    ['0xfedcba987654321001234567890abcde', 128, 0xfedcba987654321001234567890abcden],
  ])('%s in %i bits is %s', (text, bits, value) => {
    expect(parseNumber(text, bits)).toBe(value)
  })

  it.each([
    ['root', 'root'],
    ['none', 'none'],
    ['0x87654321', '8765:4321'],
    ['1:1234', '1:1234'],
    ['aabb:0', 'aabb:0'],
  ])('the class %s is listed as %s', (text, listed) => {
    expect(formatClass(parseClass(text) ?? Number.NaN)).toBe(listed)
  })

  it('fills up what an Ethernet address leaves out', () => {
    expect(formatEther(parseEther('0:1:2:3:4:ff') ?? 0)).toBe('00:01:02:03:04:ff')
    expect(parseEther('0:1:2')).toBeUndefined()
  })
})
