import { describe, expect, it } from 'vitest'
import { listedRule } from '../../one-rule.ts'

// As nft 1.0.6 lists them.
describe('fields of one header that lie side by side', () => {
  it.each([
    ['ip checksum 5 ip protocol tcp ip ttl 5', 'ip', 'ip ttl 5 ip protocol tcp ip checksum 5'],
    ['tcp dport 5 ct mark 1 tcp sport 4', 'ip', 'ct mark 0x00000001 tcp sport 4 tcp dport 5'],
    [
      'tcp dport 5 meta mark 1 counter tcp sport 4',
      'ip',
      'meta l4proto tcp meta mark 0x00000001 counter packets 0 bytes 0 tcp sport 4 tcp dport 5',
    ],
    [
      'ip saddr 1.2.3.4 tcp dport 5 ip daddr 1.2.3.5 tcp sport 4',
      'ip',
      'ip saddr 1.2.3.4 ip daddr 1.2.3.5 tcp sport 4 tcp dport 5',
    ],
    ['tcp dport != 5 tcp sport != 4', 'ip', 'tcp sport != 4 tcp dport != 5'],
    ['ip daddr 1.2.3.4 ip saddr 5.6.7.8', 'ip', undefined],
    ['tcp sequence 5 tcp dport 4', 'ip', undefined],
    ['ip6 hoplimit 4 ip6 nexthdr 4', 'ip6', 'ip6 nexthdr ipencap ip6 hoplimit 4'],
    ['meta protocol ip', 'ip', undefined],
    ['meta protocol ip accept', 'ip', 'accept'],
  ] as const)('%s', (rule, family, listed) => {
    expect(listedRule(rule, family)).toBe(listed ?? rule)
  })
})
