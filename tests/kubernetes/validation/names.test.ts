import { describe, expect, it } from 'vitest'
import {
  dnsLabel,
  dnsSubdomain,
  portName,
  portNumber,
  qualifiedName,
  validLabelValue,
} from '../../../src/kubernetes/validation/names.ts'

describe('names', () => {
  it.each([
    {
      check: dnsLabel,
      good: ['a', '1-a', 'x'.repeat(63)],
      bad: ['', 'A', 'a.b', '-a', 'a\n', 'x'.repeat(64)],
    },
    { check: dnsSubdomain, good: ['a.b', 'x'.repeat(253)], bad: ['a..b', 'a_b', 'x'.repeat(254)] },
    {
      check: qualifiedName,
      good: ['a', 'example.com/A_b.c'],
      bad: ['', '/a', 'a/', 'a/b/c', 'A.b/c'],
    },
    { check: validLabelValue, good: ['', 'A_b.c-1'], bad: ['a b', '-a', 'x'.repeat(64)] },
    {
      check: portName,
      good: ['http', 'a1-b'],
      bad: ['', '1', 'a--b', '-a', 'HTTP', 'x'.repeat(16)],
    },
  ])('$check.name', ({ check, good, bad }) => {
    expect(good.filter((name) => check(name).length > 0)).toEqual([])
    expect(bad.filter((name) => check(name).length === 0)).toEqual([])
  })

  it('ports go from 1 to 65535', () => {
    expect([0, 1, 65_535, 65_536].map((port) => portNumber(port).length)).toEqual([1, 0, 0, 1])
  })
})
