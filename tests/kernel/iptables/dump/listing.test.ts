import { describe, expect, it } from 'vitest'
import { isListing, readListingLines } from '../../../../src/kernel/iptables/dump/listing.ts'

describe('lines of iptables -L', () => {
  it('are told by their headings', () => {
    expect(isListing('Chain INPUT (policy ACCEPT)\n')).toBe(true)
    expect(isListing('Chain KUBE-SERVICES (2 references)\n')).toBe(true)
    expect(isListing('*filter\n')).toBe(false)
  })

  it.each([
    [['Chain INPUT (policy DROP 97K packets, 11M bytes)'], [':INPUT DROP [97000:11000000]']],
    [
      [
        'Chain a (0 references)',
        'target     prot opt source               destination',
        'ACCEPT     tcp  --  10.0.0.0/8           0.0.0.0/0            tcp dpt:22',
      ],
      [':a - [0:0]', '', '-A a -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT'],
    ],
    [
      [
        'Chain a (0 references)',
        'num  target     prot opt source               destination',
        '1    b          all  --  0.0.0.0/0            0.0.0.0/0           ',
      ],
      [':a - [0:0]', '', '-A a -j b'],
    ],
    [
      [
        'Chain a (0 references)',
        ' pkts bytes target     prot opt in     out     source               destination',
        '    1    60 DROP       all  -f  eth0   !veth+  !10.0.0.1             0.0.0.0/0',
      ],
      [':a - [0:0]', '', '[1:60] -A a ! -s 10.0.0.1 -i eth0 ! -o veth+ -f -j DROP'],
    ],
  ])('%j read as %j', (lines, words) => expect(readListingLines(lines, 'f')).toEqual(words))

  it.each([
    [['hello'], 'found "hello", expected Chain NAME'],
    [['Chain a (0 references)', 'ACCEPT all'], 'expected target, prot, opt, source, destination'],
    [
      [
        'Chain a (0 references)',
        'ACCEPT     all  --  0.0.0.0/0            0.0.0.0/0            some magic',
      ],
      'found "some magic"',
    ],
  ])('%j are refused: %s', (lines, why) => expect(() => readListingLines(lines, 'f')).toThrow(why))
})
