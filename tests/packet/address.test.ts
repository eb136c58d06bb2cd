import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Address,
  familyOf,
  formatAddress,
  formatEndpoint,
  formatPrefix,
  parseAddress,
  parsePrefix,
  prefixContains,
  tryParseAddress,
  tryParsePrefix,
} from '../../src/packet/address.ts'

describe('addresses', () => {
  it.each([
    ['10.96.0.10', '10.96.0.10'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8:0:0:0:0:0:10', '2001:db8::10'],
    ['::', '::'],
    ['fd00:0:0:1::', 'fd00:0:0:1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
  ])('prints %s as %s', (text, want) => {
    expect(formatAddress(parseAddress(text))).toBe(want)
  })

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1.2',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    'CLUSTER_DNS_IP',
  ])('refuses "%s"', (text) => {
    expect(tryParseAddress(text)).toBeUndefined()
    expect(() => parseAddress(text)).toThrow(/is no IP address/)
  })

  it('prints back every address it reads', () => {
    const v4 = fc.integer({ min: 0, max: 0xffffffff }).map((n) => n as Address)
    const v6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((n) => n as Address)
    fc.assert(
      fc.property(fc.oneof(v4, v6), (address) => {
        expect(parseAddress(formatAddress(address))).toBe(address)
      }),
    )
  })

  it('writes an endpoint of either family', () => {
    expect(formatEndpoint(parseAddress('10.0.0.1'), 80)).toBe('10.0.0.1:80')
    expect(formatEndpoint(parseAddress('fd00::1'), 80)).toBe('[fd00::1]:80')
  })
})

describe('networks', () => {
  it.each([
    ['10.244.1.7/16', '10.244.0.0/16'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.168.0.1', '192.168.0.1/32'],
    ['fd00::ff/64', 'fd00::/64'],
  ])('reads %s as %s', (text, want) => {
    expect(formatPrefix(parsePrefix(text))).toBe(want)
  })

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/08', 'fd00::/129', 'x/8'])(
    'refuses "%s"',
    (text) => {
      expect(tryParsePrefix(text)).toBeUndefined()
    },
  )

  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', 'fd00::1', false],
    ['128.0.0.0/1', '200.1.1.1', true],
    ['fd00::/16', 'fd00:ffff::', true],
    ['fd00::/16', 'fd01::', false],
    ['::/0', '10.0.0.1', false],
  ])('%s holds %s: %s', (prefix, address, want) => {
    expect(prefixContains(parsePrefix(prefix), parseAddress(address))).toBe(want)
  })

  it('tells the family', () => {
    expect([familyOf(parseAddress('10.0.0.1')), familyOf(parseAddress('::1'))]).toEqual([
      'IPv4',
      'IPv6',
    ])
  })
})
