import { describe, expect, it } from 'vitest'
import { listedAfter, listedRule } from '../one-rule.ts'

// As nft 1.0.6 lists them.
describe('statements that send packets another way, as text', () => {
  it.each([
    ['dup to 10.0.0.1 device lo', 'ip', 'dup to 10.0.0.1 device "lo"'],
    ['dup to ip6 saddr map { abcd::1 : cafe::cafe }', 'ip6', undefined],
    ['tcp dport 80 tproxy to [2001:db8::1]:50080', 'ip6', undefined],
    ['udp dport 53 tproxy ip to :50080', 'inet', undefined],
    ['meta l4proto tcp tproxy ip to 192.0.2.1', 'ip', 'meta l4proto tcp tproxy to 192.0.2.1'],
    ['queue num 3 bypass', 'ip', 'queue flags bypass to 3'],
    ['queue to oifname map { "eth0" : 0, "eth1" : 2 }', 'ip', undefined],
    [
      'meter m { ip saddr timeout 30s limit rate 5/second burst 5 packets }',
      'ip',
      'meter m size 65535 { ip saddr timeout 30s limit rate 5/second }',
    ],
    [
      'counter name tcp dport map { 443 : "a", 80 : "b" }',
      'ip',
      'counter name tcp dport map { 80 : "b", 443 : "a" }',
    ],
  ] as const)('%s', (rule, family, listed) => {
    expect(listedRule(rule, family)).toBe(listed ?? rule)
  })

  it('synproxy', () => {
    const rule = 'synproxy wscale 7 mss 1460 sack-perm timestamp'
    expect(listedAfter(`table ip t {\nchain c { ${rule}; }\n}`)).toContain(
      '\t\tsynproxy mss 1460 wscale 7 timestamp sack-perm\n',
    )
  })
})
