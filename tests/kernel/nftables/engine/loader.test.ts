import { describe, expect, it } from 'vitest'
import type { PacketWords } from '../../iptables/packets.ts'
import { matches } from './rules.ts'

describe('what rules read of a packet', () => {
  it.each<[string, PacketWords, boolean]>([
    ['ip saddr 203.0.113.5', {}, true],
    ['ip saddr 203.0.113.6', {}, false],
    ['ip6 saddr fd00::1', { source: 'fd00::1', destination: 'fd00::2' }, true],
    ['ip6 saddr fd00::1', {}, false],
    ['udp dport 80', {}, false],
    ['th dport 80', { protocol: 'udp' }, true],
    ['iifname "eth0"', {}, true],
    ['iifname "lo"', {}, false],
    ['meta mark 7', { mark: 7 }, true],
    ['ct state new', {}, true],
    ['ct state established', {}, false],
    ['fib daddr type local', { destination: '10.0.0.1' }, true],
    ['fib daddr type local', {}, false],
    ['meta nfproto ipv6', {}, false],
  ])('%s of %o: %s', (condition, words, want) => {
    expect(matches(condition, words)).toBe(want)
  })
})
