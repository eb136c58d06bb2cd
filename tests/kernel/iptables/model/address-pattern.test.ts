import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressMatches,
  formatPattern,
  lengthMask,
  maskLength,
  parseAddressPattern,
  printAddressPattern,
} from '../../../../src/kernel/iptables/model/address-pattern.ts'
import {
  type Ipv4,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../../../src/packet/address.ts'

describe('the address of a rule', () => {
  it.each([
    ['10.96.0.1', ' -d 10.96.0.1/32'],
    ['1.2.3.4/255.255.255.0', ' -d 1.2.3.0/24'],
    ['10.1.2.3/255.0.255.0', ' -d 10.0.2.0/255.0.255.0'],
    ['0.0.0.0/0', ''],
    ['0/0', ''],
    ['10/8', ' -d 10.0.0.0/8'],
    ['10.1', ' -d 10.1.0.0/32'],
    ['010.0x1f.0.1', ' -d 8.31.0.1/32'],
    ['fd00::1', ' -d fd00::1/128'],
    ['FD00:1::1/64', ' -d fd00:1::/64'],
    ['fd00::/ffff::ff', ' -d fd00::/ffff::ff'],
    ['::/0', ''],
  ])('%s prints as "%s"', (text, printed) => {
    expect(printAddressPattern('-d', parseAddressPattern(text, false))).toBe(printed)
  })

  it.each([
    '',
    '10.',
    '10.0.0.256',
    '09.1',
    '10.0.0.0.1',
    '10.0.0.1/33',
    '10.0.0.1/ffff::',
    'host',
    'fd00::/129',
  ])('"%s" is none', (text) => expect(parseAddressPattern(text, false)).toBeUndefined())

  it('prints a negated pattern even if it matches nothing', () => {
    expect(printAddressPattern('-s', parseAddressPattern('0.0.0.0/0', true))).toBe(
      ' ! -s 0.0.0.0/0',
    )
  })

  it('matches as the prefix that it is', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(32), (a, b, length) => {
        const address = parseAddress([24, 16, 8, 0].map((shift) => (a >>> shift) & 255).join('.'))
        const pattern = {
          address: (b & Number(lengthMask('IPv4', length))) >>> 0,
          mask: lengthMask('IPv4', length),
          inverted: false,
        }
        const prefix = parsePrefix(
          `${[24, 16, 8, 0].map((shift) => (b >>> shift) & 255).join('.')}/${length}`,
        )
        expect(addressMatches({ ...pattern, address: pattern.address as Ipv4 }, address)).toBe(
          prefixContains(prefix, address),
        )
      }),
    )
  })

  it.each([
    ['10.0.0.0/9', '10.0.0.0/9'],
    ['10.0.0.0/255.255.0.255', '10.0.0.0/255.255.0.255'],
  ])('%s formats as %s', (text, formatted) => {
    const pattern = parseAddressPattern(text, false)
    expect(pattern && formatPattern(pattern)).toBe(formatted)
  })

  it('knows the length of a mask without holes', () => {
    for (let length = 0; length <= 32; length += 1)
      expect(maskLength(lengthMask('IPv4', length))).toBe(length)
    for (let length = 0; length <= 128; length += 1)
      expect(maskLength(lengthMask('IPv6', length))).toBe(length)
    expect(maskLength(parseAddress('255.0.255.0'))).toBeUndefined()
  })
})
