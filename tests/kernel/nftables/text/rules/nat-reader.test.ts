import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('address translation', () => {
  it.each([
    ['dnat to 10.0.0.1', 'ip', 'dnat to 10.0.0.1'],
    ['meta l4proto tcp dnat to 10.0.0.1:80', 'ip', 'meta l4proto tcp dnat to 10.0.0.1:80'],
    ['tcp dport 80 dnat to 10.0.0.1-10.0.0.9:80-90', 'ip', 'as it is'],
    ['tcp dport 80 dnat to :8080', 'ip', 'as it is'],
    ['tcp dport 80 dnat to [fd00::1]:80', 'ip6', 'as it is'],
    ['dnat ip to 10.0.0.1', 'inet', 'as it is'],
    ['dnat ip6 to fd00::1', 'inet', 'as it is'],
    [
      'tcp dport 80 dnat ip addr . port to ip saddr . tcp dport map @backends',
      'ip',
      'tcp dport 80 dnat ip to ip saddr . tcp dport map @backends',
    ],
    ['tcp dport 80 redirect to :8080', 'ip', 'as it is'],
    ['redirect', 'ip', 'redirect'],
    ['dnat to 10.0.0.1 persistent,random', 'ip', 'dnat to 10.0.0.1 random,persistent'],
  ] as const)('%s in a table of family %s is listed: %s', (text, family, listed) => {
    expect(listedRule(text, family)).toBe(listed === 'as it is' ? text : listed)
  })

  it.each([
    ['dnat', 'ip', '5: syntax error, unexpected end of file, expecting to'],
    [
      'dnat to fd00::1',
      'ip',
      '9: Could not resolve hostname: Address family for hostname not supported',
    ],
  ] as const)('%s in a table of family %s is refused at column %s', (text, family, refusal) => {
    expect(refusedRule(text, family)).toBe(refusal)
  })
})

describe('a translation of ports', () => {
  it.each(['dnat to 10.0.0.1:80', 'redirect to :80'])(
    '%s needs a protocol that has them',
    (text) => {
      expect(refusedRule(text)).toMatch(
        /: transport protocol mapping is only valid after transport protocol match$/,
      )
    },
  )
})

describe('a rejection', () => {
  it.each([
    ['reject', 'ip', 'reject'],
    ['reject', 'ip6', 'reject'],
    ['reject', 'inet', 'reject'],
    ['reject with icmp type host-unreachable', 'ip', 'reject with icmp host-unreachable'],
    ['reject with tcp reset', 'inet', 'meta l4proto tcp reject with tcp reset'],
  ] as const)('%s in a table of family %s is listed as %s', (text, family, listed) => {
    expect(listedRule(text, family)).toBe(listed)
  })

  it.each([
    ['reject with icmpx admin-prohibited', '19: abstracted ICMP unreachable not supported'],
    ['reject with tcp fin', '17: syntax error, unexpected string, expecting reset'],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
