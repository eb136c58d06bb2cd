import { describe, expect, it } from 'vitest'
import { engineWith } from '../packets.ts'

describe('a table on its hooks', () => {
  it('says who it is, and when it is asked', () => {
    const hooked = engineWith('-A PREROUTING -j ACCEPT', 'nat').hooked()
    expect(
      hooked.map((one) => [one.hook, one.nat, one.function.name, one.function.priority]),
    ).toEqual([
      ['prerouting', true, 'iptables nat', -100],
      ['input', true, 'iptables nat', 100],
      ['output', true, 'iptables nat', -100],
      ['postrouting', true, 'iptables nat', 100],
    ])
  })

  it('is called ip6tables for IPv6', () => {
    const [first] = engineWith('-A INPUT -s fd00::1:1 -j DROP').hooked()
    expect(first?.function.name).toBe('ip6tables filter')
    expect(first?.family).toBe('IPv6')
  })
})
