import { describe, expect, it } from 'vitest'
import { formatAddress } from '../../../src/packet/address.ts'
import { readListedAddresses } from '../../../src/simulation/node/listed-addresses.ts'

const oneLine = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 192.168.0.10/24 brd 192.168.0.255 scope global eth0\\       valid_lft forever
2: eth0    inet6 fd00::10/64 scope global \\       valid_lft forever preferred_lft forever
5: vethab12@if2    inet 10.244.1.1/32 scope global vethab12\\       valid_lft forever
`
const manyLines = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
3: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UP group default qlen 1000
    inet 10.244.1.1/24 brd 10.244.1.255 scope global cni0
`
const read = (text: string) =>
  readListedAddresses(text, 'addr.txt').map(
    ({ name, addresses }) =>
      `${name} ${addresses.map(({ address, length }) => `${formatAddress(address)}/${length}`)}`,
  )

describe('addresses that ip printed', () => {
  it('reads ip -o addr', () => {
    expect(read(oneLine)).toEqual([
      'lo 127.0.0.1/8',
      'eth0 192.168.0.10/24,fd00::10/64',
      'vethab12 10.244.1.1/32',
    ])
  })

  it('reads ip addr', () => {
    expect(read(manyLines)).toEqual(['lo 127.0.0.1/8', 'cni0 10.244.1.1/24'])
  })

  it.each([
    { text: '*nat\n:PREROUTING ACCEPT [0:0]\n', says: 'expected the output of ip -o addr' },
    { text: '2: eth0    inet 192.168.0.300/24 x', says: 'is no address' },
    { text: '2: eth0    inet 192.168.0.3/40 x', says: 'is no address' },
    { text: '', says: 'no address in it' },
  ])('refuses $text', ({ text, says }) => {
    expect(() => read(text)).toThrow(says)
  })
})
