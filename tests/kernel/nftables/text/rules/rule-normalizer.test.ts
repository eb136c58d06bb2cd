import { describe, expect, it } from 'vitest'
import { listedRule } from '../../one-rule.ts'

describe('a rule comes back from the kernel', () => {
  it.each([
    [
      'without a protocol that a later port implies',
      'ip',
      'meta l4proto tcp tcp dport 80 accept',
      'tcp dport 80 accept',
    ],
    [
      'without a protocol said by the header',
      'ip',
      'ip protocol tcp tcp dport 80 accept',
      'tcp dport 80 accept',
    ],
    [
      'with a protocol that nothing implies',
      'ip',
      'meta l4proto tcp accept',
      'meta l4proto tcp accept',
    ],
    [
      'without a family that an address implies',
      'inet',
      'meta nfproto ipv4 ip saddr 10.0.0.1 accept',
      'ip saddr 10.0.0.1 accept',
    ],
    [
      'with a family that nothing implies',
      'inet',
      'meta nfproto ipv4 accept',
      'meta nfproto ipv4 accept',
    ],
    [
      'with `th` named after its protocol',
      'ip',
      'meta l4proto udp th dport 53 accept',
      'udp dport 53 accept',
    ],
    [
      'in the order of the header',
      'ip',
      'tcp dport 80 tcp sport 1024 accept',
      'tcp sport 1024 tcp dport 80 accept',
    ],
    [
      'in the order of the header of ICMP',
      'ip',
      'icmp code 0 icmp type echo-request accept',
      'icmp type echo-request icmp code net-unreachable accept',
    ],
    [
      'with the protocol of a reset',
      'inet',
      'reject with tcp reset',
      'meta l4proto tcp reject with tcp reset',
    ],
    [
      'with no second protocol for a reset',
      'inet',
      'tcp dport 80 reject with tcp reset',
      'tcp dport 80 reject with tcp reset',
    ],
  ] as const)('%s (%s: %s → %s)', (_what, family, text, listed) => {
    expect(listedRule(text, family)).toBe(listed)
  })
})
