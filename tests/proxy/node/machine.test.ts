import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { nodeContext, plainInterfaces } from '../../../src/proxy/node/machine.ts'

const machine = {
  nodeName: 'node-1',
  nodeIps: ['192.168.0.10', '2001:db8::10'],
  podCidrs: [],
  interfaces: plainInterfaces(['192.168.0.10', '2001:db8::10']),
  sysctls: { 'net/ipv4/ip_forward': 1 },
  cpuCount: 4,
  hasRandomFully: true,
  hasNfacct: true,
}

it('derives what every proxier asks', () => {
  expect(nodeContext('IPv6', defaultProxyConfiguration, machine)).toMatchObject({
    family: 'IPv6',
    nodeName: 'node-1',
    nodeAddress: { text: '2001:db8::10' },
    detector: { kind: 'none' },
    nodePortAddresses: { matchesAll: true },
    sysctls: { 'net/ipv4/ip_forward': 1, 'net/netfilter/nf_conntrack_max': 131_072 },
  })
})

it('gives a node of which no more is known one interface beside loopback', () => {
  expect(machine.interfaces).toEqual({
    lo: ['127.0.0.1/8', '::1/128'],
    eth0: ['192.168.0.10/24', '2001:db8::10/64'],
  })
  expect(plainInterfaces([])).toEqual({ lo: ['127.0.0.1/8', '::1/128'] })
})
