import { describe, expect, it } from 'vitest'
import {
  findMatchExtension,
  matchNameOfProtocol,
} from '../../../../src/kernel/iptables/matches/registry.ts'

describe('matches by name', () => {
  it.each([
    ['tcp', 'IPv6', 'tcp'],
    ['icmp', 'IPv4', 'icmp'],
    ['icmp', 'IPv6', undefined],
    ['ipv6-icmp', 'IPv6', 'icmp6'],
    ['of-another-kernel', 'IPv4', 'of-another-kernel'],
    ['no name', 'IPv4', undefined],
  ] as const)('%s for %s is %s', (name, family, want) => {
    expect(findMatchExtension(name, family)?.name).toBe(want)
  })

  it('come with a protocol', () => {
    expect([6, 17, 132, 1, 58, 47].map(matchNameOfProtocol)).toEqual([
      'tcp',
      'udp',
      'sctp',
      'icmp',
      'icmp6',
      undefined,
    ])
  })
})
