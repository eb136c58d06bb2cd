import { describe, expect, it } from 'vitest'
import { knownType } from '../../../../src/kernel/nftables/model/data-type.ts'
import type {
  ElementKey,
  SimpleConstant,
} from '../../../../src/kernel/nftables/model/expression.ts'
import {
  compareWords,
  isWildcard,
  keyBounds,
  wordCount,
  writeDatum,
  writeExactKey,
} from '../../../../src/kernel/nftables/ruleset/key-words.ts'

const hex = (words: Int32Array) => [...words].map((word) => (word >>> 0).toString(16)).join(' ')
const address = (value: number): SimpleConstant => ({ kind: 'value', type: 'ipv4_addr', value })
const port = (value: number): SimpleConstant => ({ kind: 'value', type: 'inet_service', value })

describe('keys as words', () => {
  it.each<[string[], number]>([
    [['ipv4_addr'], 1],
    [['ipv4_addr', 'inet_proto', 'inet_service'], 3],
    [['ipv6_addr', 'inet_service'], 5],
    [['ifname'], 4],
  ])('of %s take %s', (types, want) => {
    expect(wordCount(types)).toBe(want)
  })

  it.each<[string, ElementKey, string[], string, string, boolean]>([
    ['a value', address(0x0a000001), ['ipv4_addr'], 'a000001', 'a000001', true],
    [
      'a prefix',
      { kind: 'prefix', type: 'ipv4_addr', value: 0xc0a80000, length: 16 },
      ['ipv4_addr'],
      'c0a80000',
      'c0a8ffff',
      false,
    ],
    [
      'an IPv6 prefix',
      { kind: 'prefix', type: 'ipv6_addr', value: 0xfd00n << 112n, length: 40 },
      ['ipv6_addr'],
      'fd000000 0 0 0',
      'fd000000 ffffff ffffffff ffffffff',
      false,
    ],
    [
      'a range',
      { kind: 'range', type: 'inet_service', from: 1, to: 9 },
      ['inet_service'],
      '1',
      '9',
      false,
    ],
    [
      'a concatenation',
      { kind: 'concat', parts: [address(1), port(80)] },
      ['ipv4_addr', 'inet_service'],
      '1 50',
      '1 50',
      true,
    ],
    [
      'a wildcard of names',
      { kind: 'value', type: 'ifname', value: 'e*' },
      ['ifname'],
      '65000000 0 0 0',
      '65ffffff ffffffff ffffffff ffffffff',
      false,
    ],
  ])('of %s have bounds', (_name, key, types, from, to, exact) => {
    const bounds = keyBounds(key, types)
    expect([hex(bounds.from), hex(bounds.to), bounds.exact]).toEqual([from, to, exact])
  })

  it('that are exact are their lower bound', () => {
    const key: ElementKey = { kind: 'concat', parts: [address(0xc0a80001), port(443)] }
    const words = new Int32Array(2)
    writeExactKey(words, key)
    expect(words).toEqual(keyBounds(key, ['ipv4_addr', 'inet_service']).from)
  })

  it('are compared without sign', () => {
    const compare = (left: number, right: number) =>
      Math.sign(compareWords(Int32Array.of(left), 0, Int32Array.of(right), 0, 1))
    expect([compare(0xc0a80001 | 0, 0x0a000001), compare(1, 2), compare(5, 5)]).toEqual([1, -1, 0])
  })

  it('are written one behind the other', () => {
    const words = new Int32Array(3)
    const next = writeDatum(words, 0, knownType('ether_addr'), 0x020304050607)
    expect([hex(words), next]).toEqual(['203 4050607 0', 2])
  })

  it('know a wildcard from a name that ends in an escaped star', () => {
    expect(['eth*', 'eth\\*', 'eth0', 7].map(isWildcard)).toEqual([true, false, false, false])
  })
})
