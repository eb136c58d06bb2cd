import { describe, expect, it } from 'vitest'
import {
  detectNodeAddresses,
  interfaceAddresses,
  isLoopback,
} from '../../../src/proxy/node/node-addresses.ts'

describe('detectNodeAddresses', () => {
  it.each([
    {
      name: 'none known: loopback',
      ips: [],
      bind: '',
      want: ['127.0.0.1', '::1'],
      primary: 'IPv4',
    },
    {
      name: 'the first of each family',
      ips: ['2001:db8::10', '10.0.0.5', '10.0.0.6'],
      bind: '0.0.0.0',
      want: ['10.0.0.5', '2001:db8::10'],
      primary: 'IPv6',
    },
    {
      name: 'bindAddress replaces the one of its family',
      ips: ['2001:db8::10', '10.0.0.5'],
      bind: '192.168.99.11',
      want: ['192.168.99.11', '2001:db8::10'],
      primary: 'IPv4',
    },
    {
      name: '"any" of IPv6 replaces nothing',
      ips: ['10.0.0.5'],
      bind: '::',
      want: ['10.0.0.5', '::1'],
      primary: 'IPv4',
    },
  ])('$name', ({ ips, bind, want, primary }) => {
    const found = detectNodeAddresses(ips, bind)
    expect([found.addresses.IPv4.text, found.addresses.IPv6.text]).toEqual(want)
    expect(found.primary).toBe(primary)
  })
})

it('lists the addresses of interfaces by the names of these', () => {
  const interfaces = { lo: ['127.0.0.1/8'], eth0: ['10.0.0.5/24', 'fe80::1/64'], cni0: ['bad'] }
  const found = interfaceAddresses(interfaces)
  expect(found.map(({ text }) => text)).toEqual(['10.0.0.5', 'fe80::1', '127.0.0.1'])
  expect(found.map(isLoopback)).toEqual([false, false, true])
  expect(interfaceAddresses({ lo: ['::1/128'] }).map(isLoopback)).toEqual([true])
})
