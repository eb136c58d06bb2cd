import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('an update of a set', () => {
  it.each([
    ['add @hosts { ip saddr }', 'add @hosts { ip saddr }'],
    ['update @hosts { ip saddr timeout 90s }', 'update @hosts { ip saddr timeout 1m30s }'],
    ['set update ip saddr @hosts', 'update @hosts { ip saddr }'],
    ['set add ip saddr timeout 1h @hosts', 'add @hosts { ip saddr timeout 1h }'],
    [
      'add @hosts { ip saddr limit rate over 5/second }',
      'add @hosts { ip saddr limit rate over 5/second }',
    ],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it.each([
    ['add @nothing { ip saddr }', '5: No such file or directory'],
    [
      'add @hosts { tcp dport }',
      '14: datatype mismatch: expected IPv4 address, expression has type internet network service',
    ],
    [
      'set banana ip saddr @hosts',
      '5: syntax error, unexpected string, expecting add or update or delete',
    ],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
