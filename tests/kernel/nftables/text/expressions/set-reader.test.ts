import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a set in a rule', () => {
  it.each([
    ['tcp dport { 443, 80 } accept', 'tcp dport { 80, 443 } accept'],
    ['tcp dport { 80 } accept', 'tcp dport 80 accept'],
    ['tcp dport { 80-80, 443 } accept', 'tcp dport { 80, 443 } accept'],
    ['tcp dport != { 80,\n 443,\n } accept', 'tcp dport != { 80, 443 } accept'],
    ['ip saddr @hosts accept', 'ip saddr @hosts accept'],
    ['ip saddr . tcp dport @pairs accept', 'ip saddr . tcp dport @pairs accept'],
    [
      'tcp dport vmap { 80 : jump other, 81 : drop }',
      'tcp dport vmap { 80 : jump other, 81 : drop }',
    ],
    ['tcp dport vmap @verdicts', 'tcp dport vmap @verdicts'],
    ['meta mark set ip saddr map @marks', 'meta mark set ip saddr map @marks'],
  ])('%j is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it.each([
    ['ip saddr @nothing accept', '10: No such file or directory'],
    [
      'tcp dport @hosts accept',
      '11: datatype mismatch, expected internet network service, expression has type IPv4 address',
    ],
    ['ip saddr vmap @hosts', '15: Expression is not a map'],
    ['tcp dport { 80 : accept }', '13: mapping outside of map context'],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
