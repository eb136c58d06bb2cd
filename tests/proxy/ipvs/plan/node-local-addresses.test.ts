import { describe, expect, it } from 'vitest'
import {
  nodeLocalAddresses,
  nodePortTargets,
} from '../../../../src/proxy/ipvs/plan/node-local-addresses.ts'
import { detectNodeAddresses } from '../../../../src/proxy/node/node-addresses.ts'
import { nodePortAddresses } from '../../../../src/proxy/node/node-port-addresses.ts'

const interfaces = {
  lo: ['127.0.0.1/8', '::1/128'],
  eth0: ['192.168.0.10/24', '2001:db8::10/64', 'fe80::1/64'],
  eth1: ['172.20.5.6/16'],
  'kube-ipvs0': ['10.96.0.1/32'],
}
const { addresses } = detectNodeAddresses(['192.168.0.10'], '')

it('knows the addresses of the node by family, but not those of kube-ipvs0 and loopback', () => {
  expect(nodeLocalAddresses('IPv4', interfaces)).toEqual(['172.20.5.6', '192.168.0.10'])
  expect(nodeLocalAddresses('IPv6', interfaces)).toEqual(['2001:db8::10'])
})

describe('node ports', () => {
  it.each([
    { name: 'all of them', setting: [], want: ['172.20.5.6', '192.168.0.10'] },
    { name: 'those of a network', setting: ['192.168.0.0/16'], want: ['192.168.0.10'] },
    { name: 'the primary one', setting: ['primary'], want: ['192.168.0.10'] },
    { name: 'none on loopback', setting: ['127.0.0.0/8'], want: [] },
    { name: 'none outside of the network', setting: ['203.0.113.0/24'], want: [] },
  ])('answer on addresses: $name', ({ setting, want }) => {
    const configured = nodePortAddresses('IPv4', setting, addresses)
    expect(nodePortTargets('IPv4', configured, interfaces)).toEqual(want)
  })
})
