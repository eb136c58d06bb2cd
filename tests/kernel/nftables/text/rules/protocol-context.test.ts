import { describe, expect, it } from 'vitest'
import { ProtocolContext } from '../../../../../src/kernel/nftables/text/rules/protocol-context.ts'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('what a rule knows of the packet', () => {
  it.each([
    ['ip', 'ip', undefined],
    ['arp', 'arp', undefined],
    ['inet', undefined, 'inet'],
    ['bridge', undefined, 'ether'],
  ] as const)('from its table of family %s', (family, network, link) => {
    const { network: foundNetwork, link: foundLink, transport } = new ProtocolContext(family)
    expect([foundNetwork, foundLink, transport]).toEqual([network, link, undefined])
  })

  // As nft 1.0.6 lists and refuses them.
  it.each([
    ['igmp type membership-query', 'inet', 'meta nfproto ipv4 igmp type membership-query'],
    ['icmp id 5', 'ip', 'icmp type { echo-reply, echo-request } icmp id 5'],
    ['icmp mtu 5', 'ip', 'icmp mtu 5'],
    [
      'counter reject with icmp host-unreachable',
      'inet',
      'meta nfproto ipv4 counter packets 0 bytes 0 reject with icmp host-unreachable',
    ],
    [
      'meta mark 1 reject with tcp reset',
      'inet',
      'meta l4proto tcp meta mark 0x00000001 reject with tcp reset',
    ],
    ['ip version 4 reject with tcp reset', 'ip', 'ip version 4 reject with tcp reset'],
    ['ether saddr 0:1:2:3:4:5 accept', 'ip', 'ether saddr 00:01:02:03:04:05 accept'],
    ['ether type vlan vlan id 2', 'ip', 'vlan id 2'],
  ] as const)('%s', (rule, family, listed) => {
    expect(listedRule(rule, family)).toBe(listed)
  })

  it.each([
    [
      'ip protocol { tcp, udp } icmp type 8',
      'ip',
      '26: conflicting protocols specified: tcp vs. icmp',
    ],
    ['meta l4proto 47 tcp dport 5', 'ip', '17: conflicting protocols specified: unknown vs. tcp'],
    ['icmp code 0 reject with tcp reset', 'ip', '13: you cannot use tcp reset with this protocol'],
    ['icmp type redirect icmp mtu 5', 'ip', '20: incompatible icmp match: rule has 5, need 3'],
    [
      'meta iiftype loopback ip daddr 1.2.3.4',
      'inet',
      '23: conflicting protocols specified: unknown vs. ip',
    ],
  ] as const)('%s is refused', (rule, family, refusal) => {
    expect(refusedRule(rule, family)).toBe(refusal)
  })
})
