import { describe, expect, it } from 'vitest'
import type { PacketWords } from '../../iptables/packets.ts'
import { matches } from './rules.ts'

describe('what rules compute', () => {
  it.each<[string, PacketWords, boolean]>([
    ['meta mark & 0x4000 == 0x4000', { mark: 0x4001 }, true],
    ['meta mark & 0x4000 == 0x4000', { mark: 1 }, false],
    ['meta mark & 0x80000000 == 0x80000000', { mark: 0xffffffff }, true],
    ['numgen random mod 1 0', {}, true],
    ['numgen inc mod 2 0', {}, true],
    ['numgen inc mod 2 1', {}, false],
  ])('%s of %o: %s', (condition, words, want) => {
    expect(matches(condition, words)).toBe(want)
  })
})
