import { describe, expect, it } from 'vitest'
import {
  checkCidr,
  checkEndpointAddress,
  isLooseCidr,
  looseFamily,
  parseLooseAddress,
} from '../../../src/kubernetes/validation/addresses.ts'
import { FieldErrors } from '../../../src/kubernetes/validation/field-errors.ts'

describe('addresses as Go reads them', () => {
  it.each([
    { text: '10.0.0.1', family: 'IPv4' },
    { text: '010.000.0.01', family: 'IPv4' },
    { text: '::ffff:10.0.0.1', family: 'IPv4' },
    { text: 'fd00::1', family: 'IPv6' },
    { text: 'FD00:0::0001', family: 'IPv6' },
    { text: '10.0.0', family: undefined },
    { text: 'fe80::1%eth0', family: undefined },
    { text: '', family: undefined },
  ])('$text is $family', ({ text, family }) => {
    expect(looseFamily(text)).toBe(family)
  })

  it('remembers what strict readers mind', () => {
    expect(parseLooseAddress('010.0.0.1')).toMatchObject({
      leadingZeros: true,
      address: 0x0a000001,
    })
    expect(parseLooseAddress('::ffff:1.2.3.4')).toMatchObject({ mapped: true, address: 0x01020304 })
  })

  it.each([
    { cidr: '10.0.0.0/8', loose: true, complaints: 0 },
    { cidr: '10.0.0.1/8', loose: true, complaints: 1 },
    { cidr: '10.0.0.0/08', loose: true, complaints: 1 },
    { cidr: '10.0.0.0/33', loose: false, complaints: 1 },
    { cidr: '10.0.0.0', loose: false, complaints: 1 },
    { cidr: 'fd00::/8', loose: true, complaints: 0 },
  ])('$cidr', ({ cidr, loose, complaints }) => {
    const errors = new FieldErrors()
    checkCidr(errors, ['x'], cidr)
    expect(isLooseCidr(cidr)).toBe(loose)
    expect(errors.list).toHaveLength(complaints)
  })

  it.each(['0.0.0.0', '::', '127.0.0.1', '::1', '169.254.0.1', 'fe80::1', '224.0.0.1', 'ff02::1'])(
    'no endpoint may be %s',
    (text) => {
      const errors = new FieldErrors()
      checkEndpointAddress(errors, ['x'], text)
      expect(errors.list).toHaveLength(1)
    },
  )
})
