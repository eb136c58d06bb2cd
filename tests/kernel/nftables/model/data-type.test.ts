import { describe, expect, it } from 'vitest'
import {
  type Datum,
  dataType,
  formatDatum,
  knownType,
  parseDatum,
} from '../../../../src/kernel/nftables/model/data-type.ts'

describe('data types', () => {
  it.each<[string, string, Datum | undefined]>([
    ['ipv4_addr', '10.0.0.1', 0x0a000001],
    ['ipv4_addr', '::1', undefined],
    ['ipv6_addr', '::1', 1n],
    ['ipv6_addr', '10.0.0.1', undefined],
    ['inet_proto', 'tcp', 6],
    ['inet_proto', '256', undefined],
    ['inet_service', 'https', 443],
    ['inet_service', '65536', undefined],
    ['inet_service', '010', 8],
    ['mark', '0x4000', 0x4000],
    ['ifname', 'eth*', 'eth*'],
    ['ether_addr', '02:00:00:00:00:ff', 0x0200000000ff],
    ['ether_addr', '02:00', undefined],
    ['inet_proto', 'toString', undefined],
  ])('%s reads %s as %s', (name, word, want) => {
    expect(parseDatum(knownType(name), word)).toBe(want)
  })

  it.each<[string, Datum, string]>([
    ['ipv4_addr', 0xc0a80001, '192.168.0.1'],
    ['ipv6_addr', 1n, '::1'],
    ['inet_proto', 17, 'udp'],
    ['inet_proto', 200, '200'],
    ['inet_service', 443, '443'],
    ['mark', 0x4000, '0x00004000'],
    ['ct_state', 2 | 8, 'established,new'],
    ['tcp_flag', 2 | 16, 'syn,ack'],
    ['tcp_flag', 0, '0x0'],
    ['ifname', 'eth0', '"eth0"'],
    ['iface_index', '7', '7'],
    ['icmpv6_type', 132, 'mld-listener-done'],
    ['ether_addr', 0xff, '00:00:00:00:00:ff'],
  ])('%s writes %s as %s', (name, value, want) => {
    expect(formatDatum(knownType(name), value)).toBe(want)
  })

  it('take whole words in a key', () => {
    const words = ['ipv4_addr', 'ipv6_addr', 'inet_proto', 'ifname'].map(
      (it) => knownType(it).words,
    )
    expect(words).toEqual([1, 4, 1, 4])
  })

  it('that nobody knows are none, or plain integers', () => {
    expect(dataType('postcode')).toBeUndefined()
    expect(knownType('postcode').name).toBe('integer')
  })
})
