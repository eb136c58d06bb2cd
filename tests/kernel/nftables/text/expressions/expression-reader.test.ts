import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('an expression', () => {
  it.each([
    ['meta mark set meta mark or 0x4000', 'meta mark set meta mark | 0x00004000'],
    ['meta mark set mark | 0x4000', 'meta mark set meta mark | 0x00004000'],
    ['meta mark set meta mark xor 0x4000', 'meta mark set meta mark ^ 0x00004000'],
    ['meta mark set (meta mark)', 'meta mark set meta mark'],
    ['meta mark set 0x1', 'meta mark set 0x00000001'],
    ['meta mark set ct mark', 'meta mark set ct mark'],
    ['meta mark & 0x4000 == 0x4000 accept', 'meta mark & 0x00004000 == 0x00004000 accept'],
    ['meta mark and 0x4000 != 0 accept', 'meta mark & 0x00004000 != 0x00000000 accept'],
    ['ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.2 . 81 } accept', 'as it is'],
    [
      'meta mark set jhash ip saddr mod 8 seed 0x1 offset 1',
      'meta mark set jhash ip saddr mod 8 seed 0x1 offset 1',
    ],
    ['meta mark set symhash mod 2', 'meta mark set symhash mod 2'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed === 'as it is' ? text : listed)
  })

  it.each([
    [
      `meta mark set ${'('.repeat(30)}mark${')'.repeat(30)}`,
      /: expressions are nested too deeply$/,
    ],
    ['meta mark set (mark', /^20: syntax error, unexpected end of file, expecting '\)'$/],
    ['meta mark & meta mark == 1', /Right hand side of binary operation must be constant$/],
    ['meta mark << banana accept', /^14: syntax error, unexpected string, expecting number$/],
  ])('%s is refused', (text, refusal) => {
    expect(refusedRule(text)).toMatch(refusal)
  })
})
