import { describe, expect, it } from 'vitest'
import type { PacketWords } from '../../iptables/packets.ts'
import { matches } from './rules.ts'

describe('matches', () => {
  it.each<[string, PacketWords, boolean]>([
    ['tcp dport != 80', {}, false],
    ['tcp dport 79-81', {}, true],
    ['tcp dport > 80', {}, false],
    ['tcp dport >= 80', {}, true],
    ['ip daddr 10.96.0.0/16', {}, true],
    ['ip daddr != 10.96.0.0/16', {}, false],
    ['tcp flags syn', {}, true],
    ['tcp flags ack', {}, false],
    ['tcp flags & (syn | ack) == syn', {}, true],
    ['iifname "eth*"', {}, true],
    ['iifname "cni*"', {}, false],
    ['tcp dport { 80, 443 }', {}, true],
    ['tcp dport != { 80, 443 }', {}, false],
  ])('%s of %o: %s', (condition, words, want) => {
    expect(matches(condition, words)).toBe(want)
  })
})
