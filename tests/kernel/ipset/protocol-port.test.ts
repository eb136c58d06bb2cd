import { describe, expect, it } from 'vitest'
import { ElementError } from '../../../src/kernel/ipset/element-error.ts'
import {
  parsePortRange,
  parseProtocolPorts,
  printProtocolPort,
} from '../../../src/kernel/ipset/protocol-port.ts'
import type { Family } from '../../../src/packet/address.ts'

const normal = (word: string, family: Family = 'IPv4') =>
  parseProtocolPorts(word, family).map(printProtocolPort)

describe('protocol and port', () => {
  // As ipset 7.17 saves what it was given.
  it.each([
    ['80', ['tcp:80']],
    ['TCP:http', ['tcp:80']],
    ['6:80', ['tcp:80']],
    ['udplite:5', ['udplite:5']],
    ['sctp:1-2', ['sctp:1', 'sctp:2']],
    ['icmp:8/0', ['icmp:echo-request']],
    ['icmp:3/0', ['icmp:network-unreachable']],
    ['icmp:200/1', ['icmp:200/1']],
    ['2:0', ['igmp:0']],
    ['89:0', ['ospf:0']],
    ['253:0', ['253:0']],
  ])('%s is saved as %j', (given, saved) => expect(normal(given)).toEqual(saved))

  it.each([
    '33:5',
    'gre:5',
    '256:0',
    'icmp:256/0',
    'icmp:5',
    'tcp:',
    'tcp:080',
    'tcp:80-',
    'any:0',
  ])('%s is refused', (given) => expect(() => normal(given)).toThrow(ElementError))
})

it('ICMP belongs to IPv4, and ICMPv6 to IPv6', () => {
  expect(normal('icmpv6:128/0', 'IPv6')).toEqual(['ipv6-icmp:echo-request'])
  expect(normal('ipv6-icmp:pong', 'IPv6')).toEqual(['ipv6-icmp:echo-reply'])
  expect(() => normal('icmpv6:128/0')).toThrow('no icmpv6 in a set of IPv4')
  expect(() => normal('icmp:8/0', 'IPv6')).toThrow('no icmp in a set of IPv6')
})

it.each([
  ['90-88', [88, 89, 90]],
  ['http-alt', [8080]],
  ['ssh-23', [22, 23]],
])('the ports %s are %j', (given, want) => expect(parsePortRange(given)).toEqual(want))
