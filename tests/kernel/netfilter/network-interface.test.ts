import { describe, expect, it } from 'vitest'
import {
  isLinkLocal,
  isLoopback,
  isMulticast,
  isUnspecified,
  selectAddress,
} from '../../../src/kernel/netfilter/network-interface.ts'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'

const addresses = ['192.168.0.10/24', '172.20.5.6/16', 'fe80::1/64', 'fd00::10/64'].map((text) => {
  const [address = '', length] = text.split('/')
  return { address: parseAddress(address), length: Number(length) }
})

describe('an interface’s address', () => {
  it.each([
    { towards: '192.168.0.1', want: '192.168.0.10' },
    { towards: '172.20.9.9', want: '172.20.5.6' },
    { towards: '8.8.8.8', want: '192.168.0.10' },
    { towards: 'fd00::1', want: 'fd00::10' },
    { towards: '2001:db8::1', want: 'fd00::10' },
    { towards: 'fe80::2', want: 'fe80::1' },
  ])('towards $towards is $want', ({ towards, want }) => {
    const address = selectAddress(addresses, parseAddress(towards))
    expect(address === undefined ? undefined : formatAddress(address)).toBe(want)
  })

  it('is none where the family has none', () => {
    expect(selectAddress(addresses.slice(0, 2), parseAddress('fd00::1'))).toBeUndefined()
  })
})

it('tells special addresses apart', () => {
  const of = (test: (address: ReturnType<typeof parseAddress>) => boolean, texts: string[]) =>
    texts.map((text) => test(parseAddress(text)))
  expect(of(isLoopback, ['127.0.0.1', '127.9.9.9', '::1', '128.0.0.1', '::2'])).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(of(isMulticast, ['224.0.0.1', '239.1.1.1', 'ff02::1', '223.0.0.1'])).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(of(isLinkLocal, ['fe80::1', 'febf::1', 'fec0::1', '169.254.0.1'])).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(of(isUnspecified, ['0.0.0.0', '::', '0.0.0.1'])).toEqual([true, true, false])
})
