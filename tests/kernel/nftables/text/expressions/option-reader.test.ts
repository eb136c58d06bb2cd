import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

// As nft 1.0.6 lists them.
describe('headers that a packet may or may not have', () => {
  it.each([
    ['tcp option sack0 left 1', 'ip', 'tcp option sack left 1'],
    ['tcp option 2 exists', 'ip', 'tcp option maxseg exists'],
    ['tcp option mptcp subtype { 2, 0 }', 'ip', 'tcp option mptcp subtype { 0, 2 }'],
    ['tcp option maxseg size set 1400', 'inet', undefined],
    ['ip option rr exists drop', 'inet', undefined],
    ['hbh nexthdr 6', 'ip6', 'hbh nexthdr tcp'],
    ['srh sid[1] dead::beef', 'ip6', undefined],
    ['sctp chunk init num-outbound-streams 3', 'inet', undefined],
    ['socket mark 5 accept', 'inet', 'socket mark 0x00000005 accept'],
    ['rt nexthop 10.0.0.1', 'ip', 'rt ip nexthop 10.0.0.1'],
    ['osf name { "Windows", "MacOs" }', 'ip', 'osf name { "MacOs", "Windows" }'],
    ['ipsec in spnum 0 reqid 1', 'ip', 'ipsec in reqid 1'],
    [
      'ct mark set osf name map { "MacOs" : 2, "Linux" : 1 }',
      'ip',
      'ct mark set osf name map { "MacOs" : 0x00000002, "Linux" : 0x00000001 }',
    ],
  ] as const)('%s', (rule, family, listed) => {
    expect(listedRule(rule, family)).toBe(listed ?? rule)
  })

  it.each([
    ['tcp option foobar', 'ip', '12: syntax error, unexpected string'],
    ['tcp option 256 exists', 'ip', '12: value too large'],
    [
      'rt nexthop 10.0.0.1',
      'inet',
      '1: cannot determine ip protocol version, use "ip nexthop" or "ip6 nexthop" instead',
    ],
    ['rt ip6 nexthop fd00::1', 'ip', '1: ip6 nexthop will not match'],
    ['hbh nexthdr 6', 'ip', '1: cannot use exthdr with ip'],
    ['osf ttl nottl name "Linux"', 'ip', '9: invalid ttl option'],
  ] as const)('%s is refused', (rule, family, refusal) => {
    expect(refusedRule(rule, family)).toBe(refusal)
  })
})
