import { describe, expect, it } from 'vitest'
import {
  isForgedLoopback,
  readInterfaceSettings,
  refuseInput,
} from '../../src/kernel/input-routing.ts'
import { packet, testRouting } from './packets.ts'

function refusal(from: string, to: string, input: string, sysctls: Record<string, string> = {}) {
  const routing = testRouting()
  const one = packet('udp', from, to)
  const route = routing.lookUp(one.destination)
  const settings = readInterfaceSettings((name) => sysctls[name], input)
  return refuseInput(routing, one, input, settings, route, route.type === 'LOCAL')
}

describe('a packet that comes in', () => {
  it.each([
    { name: 'from anywhere to a pod', from: '8.8.8.8:1', to: '10.244.1.1:1' },
    { name: 'from a pod to the node', from: '10.244.1.1:1', to: '192.168.0.10:1' },
    { name: 'to everybody on the link', from: '192.168.0.9:1', to: '192.168.0.255:1' },
  ])('is taken $name', ({ from, to }) => expect(refusal(from, to, 'eth0')).toBeUndefined())

  it.each([
    { name: 'from the node’s own address', from: '192.168.0.10:1', to: '10.244.1.1:1' },
    { name: 'from 127.0.0.1', from: '127.0.0.1:1', to: '10.244.1.1:1' },
    { name: 'to 127.0.0.1', from: '8.8.8.8:1', to: '127.0.0.1:1' },
    { name: 'from many', from: '224.0.0.1:1', to: '10.244.1.1:1' },
    { name: 'from nobody', from: '0.0.0.0:1', to: '10.244.1.1:1' },
  ])('is a martian $name', ({ from, to }) =>
    expect(refusal(from, to, 'eth0')?.reason).toMatch(/^martian/),
  )

  it('may be for 127.0.0.1 with route_localnet, of all or of its interface', () => {
    for (const name of ['all', 'eth0'])
      expect(
        refusal('8.8.8.8:1', '127.0.0.1:1', 'eth0', {
          [`net.ipv4.conf.${name}.route_localnet`]: '1',
        }),
      ).toBeUndefined()
  })

  it('may come from the node’s own address with accept_local', () => {
    const sysctls = { 'net.ipv4.conf.eth0.accept_local': '1' }
    expect(refusal('192.168.0.10:1', '10.244.1.1:1', 'eth0', sysctls)).toBeUndefined()
  })

  it('must come the way back with rp_filter 1, by some way with 2', () => {
    const by = (value: string) => ({ 'net.ipv4.conf.all.rp_filter': value })
    expect(refusal('10.244.1.1:1', '10.244.2.2:1', 'eth0', by('0'))).toBeUndefined()
    expect(refusal('10.244.1.1:1', '10.244.2.2:1', 'eth0', by('1'))?.reason).toMatch(/rp_filter/)
    expect(refusal('10.244.1.1:1', '10.244.2.2:1', 'cni0', by('1'))).toBeUndefined()
    expect(refusal('10.244.1.1:1', '10.244.2.2:1', 'eth0', by('2'))).toBeUndefined()
    expect(refusal('198.51.100.9:1', '10.244.2.2:1', 'eth0', by('2'))?.reason).toMatch(/rp_filter/)
  })

  it('is answered where its way ends in an unreachable route, not in a blackhole', () => {
    expect(refusal('8.8.8.8:1', '198.51.100.1:1', 'eth0')).toMatchObject({ icmpCode: 1 })
    expect(refusal('8.8.8.8:1', '203.0.113.1:1', 'eth0')).not.toHaveProperty('icmpCode')
  })

  it('never is ::1’s, unless it comes over lo', () => {
    const one = packet('udp', '[::1]:1', '[fd00:1::10]:1')
    expect(isForgedLoopback(one, 'eth0')).toBe(true)
    expect(isForgedLoopback(one, 'lo')).toBe(false)
    expect(refusal('[fe80::5]:1', '[2001:db8::1]:1', 'eth0')?.reason).toMatch(/link-local/)
  })
})
