import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a constant', () => {
  it.each([
    ['ip saddr 10.1.2.3/8', 'ip saddr 10.0.0.0/8'],
    ['ip saddr 10.1.2.3/32', 'ip saddr 10.1.2.3'],
    ['ip saddr 10.0.0.1-10.0.0.9', 'ip saddr 10.0.0.1-10.0.0.9'],
    ['tcp dport http', 'tcp dport 80'],
    ['tcp dport 80-90', 'tcp dport 80-90'],
    ['meta l4proto 6', 'meta l4proto tcp'],
    ['iifname eth*', 'iifname "eth*"'],
  ])('of %s is listed as %s', (text, listed) => {
    expect(listedRule(`${text} accept`)).toBe(`${listed} accept`)
  })

  it.each([
    ['ip saddr 10.0.0.9-10.0.0.1', '10: Range has zero or negative size'],
    ['ip saddr 10.0.0.0/33', '10: Prefix length 33 is invalid for type of 32 bits width'],
    [
      'ip saddr fd00::1',
      '10: Could not resolve hostname: Address family for hostname not supported',
    ],
    ['tcp dport 65536', '11: Service out of range'],
    ['tcp dport banana', '11: Could not resolve service: Servname not supported for ai_socktype'],
    ['meta l4proto banana', '14: Could not resolve protocol name'],
    ['iifname sixteen-letters-', '9: String exceeds maximum length of 16'],
    ['ip saddr 10.0.0.1 . 80', "10: Can't parse symbolic invalid expressions"],
    [
      'ip saddr . tcp dport 10.0.0.1',
      '22: invalid data type, expected concatenation of (IPv4 address, internet network service)',
    ],
    ['ip saddr . tcp dport 10.0.0.1 . 80 . 81', '22: too many concatenation components'],
  ])('of %s is refused at column %s', (text, refusal) => {
    expect(refusedRule(`${text} accept`)).toBe(refusal)
  })
})
