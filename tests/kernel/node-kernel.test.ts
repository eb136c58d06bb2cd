import { describe, expect, it } from 'vitest'
import { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { formatAddress, parseAddress } from '../../src/packet/address.ts'
import { at, packet, testKernel, testRouting } from './packets.ts'

describe('a node’s kernel', () => {
  it('reads sysctls with dots or slashes', () => {
    const kernel = new NodeKernel(testRouting(), { 'net/ipv4/ip_forward': '0' })
    expect(kernel.sysctl('net.ipv4.ip_forward')).toBe('0')
    expect(kernel.forwards('IPv4')).toBe(false)
    expect(kernel.forwards('IPv6')).toBe(true)
    kernel.setSysctl('net.ipv4.ip_forward', '1')
    expect(kernel.forwards('IPv4')).toBe(true)
  })

  it('changes conntrack with its sysctls', () => {
    const kernel = testKernel({ 'net.netfilter.nf_conntrack_udp_timeout': '7' })
    expect(kernel.tracker.settings.udpMs).toBe(7_000)
  })

  it('takes an interface’s settings from it and from all', () => {
    const kernel = testKernel({ 'net.ipv4.conf.eth0.route_localnet': '1' })
    expect(kernel.interfaceSettings('eth0').routeLocalnet).toBe(true)
    expect(kernel.interfaceSettings('cni0').routeLocalnet).toBe(false)
    kernel.setSysctl('net.ipv4.conf.all.route_localnet', '1')
    expect(kernel.interfaceSettings('cni0').routeLocalnet).toBe(true)
  })

  it('knows its address towards others', () => {
    const source = testKernel().sourceTowards(parseAddress('10.244.9.9'))
    expect(source === undefined ? '' : formatAddress(source)).toBe('10.244.0.1')
    expect(testKernel().addressType(parseAddress('192.168.0.10'))).toBe('LOCAL')
  })

  it('forwards, delivers and sends', () => {
    const kernel = testKernel()
    kernel.sockets.open({ protocol: 6, port: 22 })
    const forwarded = kernel.receive(packet('udp', '8.8.8.8:53', '10.244.1.1:5000'), 'eth0', at(0))
    expect(forwarded.fate).toMatchObject({ kind: 'departed', outputInterface: 'cni0' })
    const delivered = kernel.receive(packet('tcp', '8.8.8.8:5', '192.168.0.10:22'), 'eth0', at(0))
    expect(delivered.fate).toMatchObject({ kind: 'delivered', accepted: true })
    const sent = kernel.send(packet('udp', '192.168.0.10:5', '8.8.8.8:53'), at(0))
    expect(sent.fate).toEqual({
      kind: 'departed',
      outputInterface: 'eth0',
      nextHop: parseAddress('192.168.0.1'),
    })
  })
})
