import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../src/packet/address.ts'
import {
  joinHostPort,
  networkContains,
  parseSloppyAddress,
  parseSloppyNetwork,
  sloppyAddressText,
} from '../../src/proxy/sloppy-address.ts'

/** As k8s.io/utils/net (v0.36) and Go's net package answered. */
describe('addresses as kube-proxy reads them', () => {
  it.each([
    { given: '10.0.0.1', text: '10.0.0.1', family: 'IPv4' },
    { given: '010.000.01.1', text: '10.0.1.1', family: 'IPv4' },
    { given: 'FD00:0::01', text: 'fd00::1', family: 'IPv6' },
    { given: '::ffff:10.2.3.4', text: '10.2.3.4', family: 'IPv4' },
    { given: '::ffff:010.2.3.4', text: '10.2.3.4', family: 'IPv4' },
    { given: '64:ff9b::01.2.3.4', text: '64:ff9b::102:304', family: 'IPv6' },
  ])('$given is $text', ({ given, text, family }) => {
    expect(parseSloppyAddress(given)).toMatchObject({ text, family })
    expect(sloppyAddressText(given)).toBe(text)
  })

  it.each([
    '',
    'web',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1.2',
    '1.2.3.4 ',
    '10..0.1',
    ':',
    'fe80::1%eth0',
  ])('"%s" is none', (given) => {
    expect(parseSloppyAddress(given)).toBeUndefined()
    expect(sloppyAddressText(given)).toBe('<nil>')
  })

  it('prints every plain IPv4 address as it stands', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
        expect(sloppyAddressText(octets.join('.'))).toBe(octets.join('.'))
      }),
    )
  })
})

describe('networks as kube-proxy reads them', () => {
  it.each([
    { given: '10.244.3.7/16', text: '10.244.0.0/16' },
    { given: '010.1.2.3/8', text: '10.0.0.0/8' },
    { given: '::ffff:10.0.0.0/104', text: '10.0.0.0/8' },
    { given: 'fd00:10::5/32', text: 'fd00:10::/32' },
    { given: '0.0.0.0/0', text: '0.0.0.0/0' },
  ])('$given is $text', ({ given, text }) => {
    expect(parseSloppyNetwork(given)?.text).toBe(text)
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', 'x/8', '10.0.0.0/8 '])(
    '"%s" is none',
    (given) => expect(parseSloppyNetwork(given)).toBeUndefined(),
  )

  it('holds the addresses of its own family', () => {
    const network = parseSloppyNetwork('10.0.0.0/8')
    if (network === undefined) throw new Error('no network')
    expect(networkContains(network, parseAddress('10.9.9.9'))).toBe(true)
    expect(networkContains(network, parseAddress('11.0.0.0'))).toBe(false)
    expect(networkContains(network, parseAddress('::a00:1'))).toBe(false)
  })
})

it('puts IPv6 addresses in brackets before a port', () => {
  expect(joinHostPort('10.0.0.1', 80)).toBe('10.0.0.1:80')
  expect(joinHostPort('fd00::1', 80)).toBe('[fd00::1]:80')
})
