import { describe, expect, it } from 'vitest'
import {
  describeIcmp,
  isAbout,
  isFatalToDatagrams,
} from '../../../../src/simulation/traffic/connections/icmp-words.ts'
import { packet } from '../../../kernel/packets.ts'

const sent = packet('udp', '10.244.1.20:4000', '10.96.0.10:53')
const error = (icmpType: number, icmpCode: number) =>
  packet('icmp', '10.96.0.10:0', '10.244.1.20:0', { icmpType, icmpCode, quoted: sent })

describe('an ICMP error', () => {
  it('is described by its numbers and its sender', () => {
    expect(describeIcmp(error(3, 3))).toBe('ICMP 3/3 from 10.96.0.10')
    const six = packet('icmpv6', '[fd00::1]:0', '[fd00::2]:0', { icmpType: 1, icmpCode: 4 })
    expect(describeIcmp(six)).toBe('ICMPv6 1/4 from fd00::1')
  })

  it('is about what it quotes', () => {
    expect(isAbout(error(3, 3), sent)).toBe(true)
    expect(isAbout(error(3, 3), { ...sent, sourcePort: 4_001 })).toBe(false)
    expect(isAbout(packet('icmp', '10.96.0.10:0', '10.244.1.20:0'), sent)).toBe(false)
  })

  it.each([
    { name: 'port unreachable', type: 3, code: 3, want: true },
    { name: 'protocol unreachable', type: 3, code: 2, want: true },
    { name: 'host unreachable', type: 3, code: 1, want: false },
    { name: 'network unreachable', type: 3, code: 0, want: false },
    { name: 'time exceeded', type: 11, code: 0, want: false },
  ])('is told to a UDP socket or not: $name', ({ type, code, want }) => {
    expect(isFatalToDatagrams(error(type, code))).toBe(want)
  })

  it.each([
    { name: 'port unreachable', code: 4, want: true },
    { name: 'address unreachable', code: 3, want: false },
  ])('of IPv6 alike: $name', ({ code, want }) => {
    const six = packet('icmpv6', '[fd00::1]:0', '[fd00::2]:0', { icmpType: 1, icmpCode: code })
    expect(isFatalToDatagrams(six)).toBe(want)
  })
})
