import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a selector', () => {
  it.each([
    ['meta iifname "lo"', 'iifname "lo"'],
    ['meta mark 0x1', 'meta mark 0x00000001'],
    ['mark 1', 'meta mark 0x00000001'],
    ['ct original ip daddr 10.0.0.1', 'ct original ip daddr 10.0.0.1'],
    ['ct state new', 'ct state new'],
    ['fib iif . daddr type local', 'fib daddr . iif type local'],
    ['fib saddr oif exists', 'fib saddr oif exists'],
    ['numgen random mod 3 offset 1 1', 'numgen random mod 3 offset 1 1'],
    ['numgen inc mod 2 0', 'numgen inc mod 2 0'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(`${text} accept`)).toBe(`${listed} accept`)
  })

  it.each([
    ['numgen fair mod 3 0', '8: syntax error, unexpected string, expecting random or inc'],
    ['ip6 saddr fd00::1', '1: conflicting protocols specified: ip vs. ip6'],
    ['tcp dport 80 udp dport 53', '14: conflicting protocols specified: tcp vs. udp'],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(`${text} accept`)).toBe(refusal)
  })

  it('names the known keys where a key of meta is not one', () => {
    expect(refusedRule('meta banana 1')).toMatch(
      /^1: syntax error, unexpected banana, known keys are .*\bmark\b/,
    )
  })
})
