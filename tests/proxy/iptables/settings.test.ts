import { describe, expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { iptablesSettings, markText } from '../../../src/proxy/iptables/settings.ts'
import { nodeContext } from '../../../src/proxy/node/machine.ts'
import { settings } from '../iptables-settings.ts'

it.each([
  { bit: 0, want: '0x00000001' },
  { bit: 14, want: '0x00004000' },
  { bit: 31, want: '0x80000000' },
])('marks with bit $bit as $want', ({ bit, want }) => {
  expect(markText(bit)).toBe(want)
})

describe('localhost node ports', () => {
  it.each([
    { name: 'by default', got: settings(), want: true },
    { name: 'switched off', got: settings({ localhostNodePorts: false }), want: false },
    { name: 'never with IPv6', got: settings({}, {}, 'IPv6'), want: false },
    {
      name: 'not where nodePortAddresses leaves out loopback',
      got: settings({ nodePortAddresses: ['192.168.0.0/16'] }),
      want: false,
    },
  ])('$name: $want', ({ got, want }) => {
    expect(got.localhostNodePorts).toBe(want)
  })

  it('need route_localnet', () => {
    const machine = {
      nodeName: 'node-1',
      nodeIps: [],
      podCidrs: [],
      interfaces: {},
      sysctls: {},
      cpuCount: 1,
      hasRandomFully: true,
      hasNfacct: true,
    }
    const sysctlsOf = (localhostNodePorts: boolean) => {
      const configuration = { ...defaultProxyConfiguration, localhostNodePorts }
      const context = nodeContext('IPv4', configuration, machine)
      return iptablesSettings(context, configuration, machine).sysctls
    }
    expect(sysctlsOf(true)).toHaveProperty(['net/ipv4/conf/all/route_localnet'], 1)
    expect(sysctlsOf(false)).not.toHaveProperty(['net/ipv4/conf/all/route_localnet'])
  })
})

it('lets packets out of window pass where the kernel is liberal, by configuration or already before', () => {
  const liberal = { conntrack: { ...defaultProxyConfiguration.conntrack, tcpBeLiberal: true } }
  const sysctls = { 'net/netfilter/nf_conntrack_tcp_be_liberal': 1 }
  expect(settings().conntrackTcpLiberal).toBe(false)
  expect(settings(liberal).conntrackTcpLiberal).toBe(true)
  expect(settings({}, { sysctls }).conntrackTcpLiberal).toBe(true)
})
