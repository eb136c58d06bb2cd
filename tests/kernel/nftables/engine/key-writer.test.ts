import { describe, expect, it } from 'vitest'
import type { PacketWords } from '../../iptables/packets.ts'
import { matches } from './rules.ts'

describe('keys of packets', () => {
  it.each<[string, PacketWords, boolean]>([
    ['ip saddr . tcp dport { 203.0.113.5 . 80 }', {}, true],
    ['ip saddr . tcp dport { 203.0.113.5 . 81 }', {}, false],
    ['ip daddr . meta l4proto . th dport { 10.96.0.10 . tcp . 80 }', {}, true],
    ['ip daddr . meta l4proto . th dport { 10.96.0.10 . tcp . 80 }', { protocol: 'udp' }, false],
    ['ip saddr . th dport { 203.0.113.5 . 80 }', { protocol: 'icmp' }, false],
    ['iifname . ip saddr { "eth0" . 203.0.113.5 }', {}, true],
  ])('%s of %o: %s', (condition, words, want) => {
    expect(matches(condition, words)).toBe(want)
  })
})
