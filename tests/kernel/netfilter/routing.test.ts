import { describe, expect, it } from 'vitest'
import { Routing } from '../../../src/kernel/netfilter/routing.ts'
import { formatAddress, parseAddress, parsePrefix } from '../../../src/packet/address.ts'
import { testRouting } from '../packets.ts'

const show = (address: ReturnType<typeof parseAddress> | undefined) =>
  address === undefined ? '-' : formatAddress(address)

describe('routing', () => {
  it.each([
    { to: '10.244.7.7', want: 'UNICAST cni0 - 10.244.0.1' },
    { to: '192.168.0.200', want: 'UNICAST eth0 - 192.168.0.10' },
    { to: '172.20.1.1', want: 'UNICAST eth0 - 172.20.5.6' },
    { to: '8.8.8.8', want: 'UNICAST eth0 192.168.0.1 192.168.0.10' },
    { to: '192.168.0.11', want: 'LOCAL lo - 192.168.0.11' },
    { to: '127.0.0.1', want: 'LOCAL lo - 127.0.0.1' },
    { to: '127.1.2.3', want: 'LOCAL lo - 127.0.0.1' },
    { to: '192.168.0.255', want: 'BROADCAST eth0 - 192.168.0.10' },
    { to: '203.0.113.5', want: 'BLACKHOLE  - -' },
    { to: '198.51.100.5', want: 'UNREACHABLE  - -' },
    { to: 'fd00:10::7', want: 'UNICAST cni0 - fd00:10::1' },
    { to: '2001:db8::1', want: 'UNICAST eth0 fd00:1::1 fd00:1::10' },
    { to: 'fd00:1::10', want: 'LOCAL lo - fd00:1::10' },
  ])('$to: $want', ({ to, want }) => {
    const routing = testRouting()
    for (const _ of ['asked', 'remembered']) {
      const { type, device, via, source } = routing.lookUp(parseAddress(to))
      expect(`${type} ${device} ${show(via)} ${show(source)}`).toBe(want)
    }
  })

  it.each([
    { address: '192.168.0.10', want: 'LOCAL' },
    { address: '224.0.0.1', want: 'MULTICAST' },
    { address: '255.255.255.255', want: 'BROADCAST' },
    { address: '172.20.255.255', want: 'BROADCAST' },
    { address: 'ff02::1', want: 'MULTICAST' },
    { address: '8.8.8.8', want: 'UNICAST' },
    { address: '::', want: 'UNSPEC' },
  ])('$address is of type $want', ({ address, want }) =>
    expect(testRouting().addressType(parseAddress(address))).toBe(want),
  )

  it('takes an address for local only on its own interface, if asked so', () => {
    const routing = testRouting()
    expect(routing.addressType(parseAddress('10.244.0.1'), 'cni0')).toBe('LOCAL')
    expect(routing.addressType(parseAddress('10.244.0.1'), 'eth0')).toBe('UNICAST')
  })

  it('masquerades by the next hop, not by the destination', () => {
    const routing = testRouting()
    expect(show(routing.interfaceAddress('eth0', parseAddress('8.8.8.8')))).toBe('192.168.0.10')
    expect(show(routing.interfaceAddress('eth0', parseAddress('172.20.9.9')))).toBe('172.20.5.6')
    expect(show(routing.interfaceAddress('eth0', parseAddress('2001:db8::1')))).toBe('fd00:1::10')
  })

  it('forgets what it remembered when an interface changes', () => {
    const routing = testRouting()
    const virtual = parseAddress('10.96.0.1')
    expect(routing.lookUp(virtual).type).toBe('UNICAST')
    routing.setInterface({ name: 'kube-ipvs0', addresses: [{ address: virtual, length: 32 }] })
    expect(routing.lookUp(virtual)).toMatchObject({ type: 'LOCAL', source: virtual })
    expect(routing.hasInterface('kube-ipvs0')).toBe(true)
    expect(routing.interfaces.map(({ name }) => name)).toEqual(['lo', 'eth0', 'cni0', 'kube-ipvs0'])
    routing.removeInterface('kube-ipvs0')
    expect(routing.lookUp(virtual).type).toBe('UNICAST')
    expect(routing.hasInterface('kube-ipvs0')).toBe(false)
  })

  it('says so where nobody said what is local', () => {
    const route = { to: parsePrefix('0.0.0.0/0'), device: 'eth0' }
    const routing = new Routing([], [route], { addressesKnown: false })
    expect(routing.addressType(parseAddress('10.0.0.1'))).toBe('UNKNOWN')
    expect(routing.lookUp(parseAddress('10.0.0.1'))).toMatchObject({
      type: 'UNKNOWN',
      device: 'eth0',
    })
    expect(routing.addressType(parseAddress('127.0.0.1'))).toBe('LOCAL')
  })

  it('has no way where no route leads', () => {
    expect(new Routing([], []).lookUp(parseAddress('8.8.8.8')).type).toBe('UNSPEC')
  })
})
