import { describe, expect, it } from 'vitest'
import {
  isProtocolKey,
  layerOf,
  numberOf,
  transportOf,
  upperOf,
} from '../../../../src/kernel/nftables/model/protocols.ts'

describe('protocols', () => {
  it.each([
    ['ether', 'link'],
    ['vlan', 'link'],
    ['ip6', 'network'],
    ['sctp', 'transport'],
  ])('%s is of the %s layer', (protocol, layer) => {
    expect(layerOf(protocol)).toBe(layer)
  })

  it('follow each other by numbers', () => {
    expect(upperOf('ip', 17)).toBe('udp')
    expect(upperOf('ip', 47)).toBeUndefined()
    expect(numberOf('ether', 'ip6')).toBe(0x86dd)
    expect(numberOf('arp', 'tcp')).toBeUndefined()
    expect(transportOf(58)).toBe('icmpv6')
  })

  it('say what comes next in one field', () => {
    expect(isProtocolKey('ip6', 'nexthdr')).toBe(true)
    expect(isProtocolKey('tcp', 'dport')).toBe(false)
  })
})
