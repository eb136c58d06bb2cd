import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import {
  addressOfReverseName,
  reverseNameOf,
  reverseZoneOf,
} from '../../../src/simulation/dns/reverse-name.ts'

describe('the name of an address', () => {
  it.each([
    { address: '10.96.0.1', name: '1.0.96.10.in-addr.arpa' },
    {
      address: 'fd00::1',
      name: '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa',
    },
  ])('$address', ({ address, name }) => {
    expect(reverseNameOf(parseAddress(address))).toBe(name)
    expect(addressOfReverseName(name)).toBe(parseAddress(address))
  })

  it.each(['10.in-addr.arpa', 'in-addr.arpa', '1.ip6.arpa', 'x.0.96.10.in-addr.arpa', 'web.shop'])(
    '%s stands for none',
    (name) => {
      expect(addressOfReverseName(name)).toBeUndefined()
    },
  )

  it('has a zone', () => {
    expect(reverseZoneOf('in-addr.arpa')).toBe('in-addr.arpa')
    expect(reverseZoneOf('1.ip6.arpa')).toBe('ip6.arpa')
    expect(reverseZoneOf('x-in-addr.arpa')).toBeUndefined()
  })
})
