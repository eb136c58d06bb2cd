import { describe, expect, it } from 'vitest'
import { hex, parseUnsigned, printMark } from '../../../../src/kernel/iptables/model/numbers.ts'
import { normalForm } from '../packets.ts'

describe('numbers of rules', () => {
  it.each([
    ['10', 10],
    ['0x10', 16],
    ['010', 8],
    ['0', 0],
    ['4294967295', 0xffffffff],
    ['4294967296', undefined],
    ['-1', undefined],
    ['1a', undefined],
    ['', undefined],
  ])('"%s" is %s', (text, value) => expect(parseUnsigned(text)).toBe(value))

  it('print as hexadecimal marks', () => {
    expect(hex(0x80000000)).toBe('0x80000000')
    expect(printMark({ value: 1, mask: 0xffffffff })).toBe('0x1')
    expect(printMark({ value: 1, mask: 1 })).toBe('0x1/0x1')
  })

  it('are refused beyond their bounds', () => {
    expect(normalForm('-p tcp -m tcp --tcp-option 256')).toContain('an option of 0 to 255')
    expect(normalForm('-m mark --mark 0x1/zero')).toContain('a mark of 32 bits')
  })
})
