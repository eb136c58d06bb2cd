import { describe, expect, it } from 'vitest'
import type { SimpleConstant } from '../../../../src/kernel/nftables/model/expression.ts'
import { keyBounds } from '../../../../src/kernel/nftables/ruleset/key-words.ts'
import { keyFromWords } from '../../../../src/kernel/nftables/ruleset/words-to-key.ts'

const value = (type: string, it: number | bigint | string): SimpleConstant => ({
  kind: 'value',
  type,
  value: it,
})

describe('a key read from words', () => {
  it.each<[string, SimpleConstant]>([
    ['a high address', value('ipv4_addr', 0xc0a80001)],
    ['an IPv6 address', value('ipv6_addr', (0xfd00n << 112n) | 0xffff_ffffn)],
    ['an interface name', value('ifname', 'eth0')],
    ['an Ethernet address', value('ether_addr', 0x02ff_ffff_ffff)],
    ['a mark', value('mark', 0xffffffff)],
  ])('is the one that was written: %s', (_name, key) => {
    expect(keyFromWords(keyBounds(key, [key.type]).from, [key.type])).toEqual(key)
  })

  it('of several fields is a concatenation', () => {
    const parts = [value('ipv6_addr', 1n), value('inet_proto', 6), value('inet_service', 80)]
    const types = parts.map((part) => part.type)
    const key = { kind: 'concat', parts } as const
    expect(keyFromWords(keyBounds(key, types).from, types)).toEqual(key)
  })
})
