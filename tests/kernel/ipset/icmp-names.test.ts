import { expect, it } from 'vitest'
import { icmpNames, icmpv6Names } from '../../../src/kernel/ipset/icmp-names.ts'

// As ipset 7.17 printed them.
it.each([
  ['fragmentation-needed', 3, 4],
  ['host-redirect', 5, 1],
  ['ttl-zero-during-reassembly', 11, 1],
  ['address-mask-reply', 18, 0],
])('%s is %i/%i', (name, type, code) => expect(icmpNames[name]).toBe(type * 256 + code))

it.each([
  ['port-unreachable', 1, 4],
  ['echo-request', 128, 0],
  ['neighbour-solicitation', 135, 0],
])('of ICMPv6 %s is %i/%i', (name, type, code) => expect(icmpv6Names[name]).toBe(type * 256 + code))
