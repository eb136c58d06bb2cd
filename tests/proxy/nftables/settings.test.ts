import { describe, expect, it } from 'vitest'
import { familyWords, markRule } from '../../../src/proxy/nftables/settings.ts'
import { nftSettings } from './nftables-node.ts'

describe('settings of nftables mode', () => {
  it.each([
    [0, '0x00000001'],
    [14, '0x00004000'],
    [31, '0x80000000'],
  ])('marks with bit %i as %s', (masqueradeBit, mark) => {
    const settings = nftSettings({ configuration: { masqueradeBit } })
    expect(markRule(settings)).toBe(`mark set mark or ${mark}`)
  })

  it("calls a family by nft's words", () => {
    expect(familyWords(nftSettings())).toEqual({ ip: 'ip', address: 'ipv4_addr' })
    expect(familyWords(nftSettings({ family: 'IPv6' }))).toEqual({
      ip: 'ip6',
      address: 'ipv6_addr',
    })
  })
})
