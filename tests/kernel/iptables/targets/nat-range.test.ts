import { describe, expect, it } from 'vitest'
import {
  parseNatRange,
  parsePorts,
  printNatRange,
  shiftedRange,
} from '../../../../src/kernel/iptables/targets/nat-range.ts'

describe('the range of a NAT target', () => {
  it.each([
    ['10.0.0.1', 'IPv4'],
    ['10.0.0.1:80', 'IPv4'],
    ['10.0.0.1-10.0.0.5:80-90', 'IPv4'],
    [':80', 'IPv4'],
    ['10.0.0.1:80-90/1000', 'IPv4'],
    ['fd00::1', 'IPv6'],
    ['[fd00::1]:80', 'IPv6'],
    ['[fd00::1-fd00::5]:80-90', 'IPv6'],
  ] as const)('%s prints as it was read', (text, family) => {
    const range = parseNatRange(text, family)
    expect(range && printNatRange(range)).toBe(text)
  })

  it.each(['', '10.0.0.1:', '10.0.0.1-', '10.0.0.1:90-80', '10.0.0', 'fd00::1', '10.0.0.1:80/x'])(
    '"%s" is none',
    (text) => expect(parseNatRange(text, 'IPv4')).toBeUndefined(),
  )

  it('has ports of 1 to 65535', () => {
    expect(parsePorts('1-65535')).toEqual({ portMin: 1, portMax: 65_535 })
    expect([parsePorts('0'), parsePorts('65536'), parsePorts('1-2-3')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each([
    [1_000, 80],
    [1_001, 81],
    [1_011, 80],
    [999, 88],
  ])('shifts port %i to %i with a base', (port, shifted) => {
    const range = parseNatRange('10.0.0.1:80-90/1000', 'IPv4') ?? {}
    expect(shiftedRange(range, port)).toMatchObject({ portMin: shifted, portMax: shifted })
  })
})
