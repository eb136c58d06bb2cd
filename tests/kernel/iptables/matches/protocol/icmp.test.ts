import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m icmp', () => {
  it.each([
    ['-p icmp --icmp-type 8', '-p icmp -m icmp --icmp-type 8'],
    ['-p icmp --icmp-type any', '-p icmp -m icmp --icmp-type any'],
    ['-p icmp ! --icmp-type echo-request', '-p icmp -m icmp ! --icmp-type 8'],
    ['-p icmp --icmp-type host-unreachable', '-p icmp -m icmp --icmp-type 3/1'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches its type',
      options: '-p icmp --icmp-type 8',
      words: { protocol: 'icmp' as const },
      want: true,
    },
    {
      name: 'does not match another type',
      options: '-p icmp --icmp-type 0',
      words: { protocol: 'icmp' as const },
      want: false,
    },
    {
      name: 'matches any code unless one is named',
      options: '-p icmp --icmp-type 3',
      words: { protocol: 'icmp' as const, packet: { icmpType: 3, icmpCode: 1 } },
      want: true,
    },
    {
      name: 'matches the code it names alone',
      options: '-p icmp --icmp-type 3/3',
      words: { protocol: 'icmp' as const, packet: { icmpType: 3, icmpCode: 1 } },
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })

  it.each([
    ['-p ipv6-icmp -m icmp6 --icmpv6-type 128', '-p ipv6-icmp -m icmp6 --icmpv6-type 128'],
    ['-p 58 ! --icmpv6-type 1/4', '-p ipv6-icmp -m icmp6 ! --icmpv6-type 1/4'],
    ['-p icmpv6 --icmpv6-type neighbour-solicitation', '-p ipv6-icmp -m icmp6 --icmpv6-type 135'],
  ])('%s prints as %s for IPv6', (given, printed) => {
    expect(normalForm(given, 'filter', 'IPv6')).toBe(printed)
  })
})
