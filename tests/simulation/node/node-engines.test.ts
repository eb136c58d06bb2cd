import { expect, it } from 'vitest'
import { defaultProxyConfiguration } from '../../../src/proxy/configuration.ts'
import { a, service, slice } from '../../conformance/cluster-objects.ts'
import { clusterWith, workerOf } from './small-node.ts'

it('makes one iptables for each family that is asked for', () => {
  const { engines } = workerOf(clusterWith(), 'nftables')
  expect([...engines.iptables.keys()]).toEqual([])
  expect(engines.iptablesOf('IPv6')).toBe(engines.iptablesOf('IPv6'))
  expect([...engines.iptables.keys()]).toEqual(['IPv6'])
})

it('tells what is still there of what IPVS mode left', () => {
  const cluster = clusterWith(service(), slice([a]))
  const node = workerOf(cluster, 'ipvs')
  node.sync(0)
  expect(node.engines.leftInIpvs('IPv4')).toBeUndefined()
  node.restart({ ...defaultProxyConfiguration, mode: 'iptables' }, cluster.objects)
  expect(node.engines.leftInIpvs('IPv4')).toMatchObject({
    addresses: ['10.96.0.10'],
    virtualServers: [{ virtualServer: { text: '10.96.0.10:80/TCP' } }],
  })
  node.cleanUp()
  const left = node.engines.leftInIpvs('IPv4')
  expect(left).toEqual({ addresses: [], virtualServers: [], sets: [] })
  expect(node.engines.leftInIpvs('IPv6')?.sets).toHaveLength(17)
})

it('tells what nftables mode left as long as its table is there', () => {
  const cluster = clusterWith(service(), slice([a]))
  const node = workerOf(cluster, 'nftables')
  node.sync(0)
  node.restart({ ...defaultProxyConfiguration, mode: 'nftables' }, cluster.objects)
  expect(node.engines.leftInNftables('IPv4')?.chains).toHaveLength(1)
  node.cleanUp()
  expect(node.engines.leftInNftables('IPv4')).toBeUndefined()
})
