import { describe, expect, it } from 'vitest'
import type { ElementData } from '../../../../src/kernel/nftables/model/statement.ts'
import {
  formatData,
  formatElementKey,
  formatKey,
  formatVerdict,
} from '../../../../src/kernel/nftables/print/expression-printer.ts'
import { listedRule } from './listings.ts'

describe('expressions', () => {
  it.each([
    ['meta iifname eth0 accept', 'iifname "eth0" accept'],
    ['mark 1 accept', 'meta mark 0x00000001 accept'],
    ['meta mark & 0x4000 == 0x4000 accept', 'meta mark & 0x00004000 == 0x00004000 accept'],
    ['meta mark set mark or 0x4000', 'meta mark set meta mark | 0x00004000'],
    ['meta mark set mark xor 0x4000', 'meta mark set meta mark ^ 0x00004000'],
    ['ct original ip daddr 10.0.0.1 accept', 'ct original ip daddr 10.0.0.1 accept'],
    ['fib daddr . iif type local accept', 'fib daddr . iif type local accept'],
    ['numgen random mod 2 0 accept', 'numgen random mod 2 0 accept'],
    ['tcp dport { 443, 80 } accept', 'tcp dport { 80, 443 } accept'],
    ['ip saddr 10.0.0.0/8 accept', 'ip saddr 10.0.0.0/8 accept'],
    ['ip saddr 10.0.0.1-10.0.0.9 accept', 'ip saddr 10.0.0.1-10.0.0.9 accept'],
    ['ip saddr @s accept', 'ip saddr @s accept'],
    ['tcp dport vmap { 80: jump x, 81: drop }', 'tcp dport vmap { 80 : jump x, 81 : drop }'],
  ])('%s are listed as %s', (rule, want) => {
    expect(listedRule(rule)).toBe(want)
  })
})

describe('keys and data', () => {
  it('join the flags of an element by |, those of a match by commas', () => {
    const key = { kind: 'value', type: 'ct_state', value: 10 } as const
    expect([formatElementKey(key), formatKey(key)]).toEqual([
      'established | new',
      'established,new',
    ])
  })

  it.each<[string, ElementData]>([
    ['goto x', { kind: 'goto', chain: 'x' }],
    ['return', { kind: 'return' }],
    ['10.0.0.0/8', { kind: 'prefix', type: 'ipv4_addr', value: 0x0a000000, length: 8 }],
    [
      '10.0.0.1 . 80',
      {
        kind: 'concat',
        parts: [
          { kind: 'value', type: 'ipv4_addr', value: 0x0a000001 },
          { kind: 'value', type: 'inet_service', value: 80 },
        ],
      },
    ],
  ])('are written as %s', (want, data) => {
    expect(formatData(data)).toBe(want)
  })

  it('name the chain of a jump only', () => {
    expect([formatVerdict({ kind: 'drop' }), formatVerdict({ kind: 'jump', chain: 'x' })]).toEqual([
      'drop',
      'jump x',
    ])
    expect(formatKey({ kind: 'any' })).toBe('*')
  })
})
