import { describe, expect, it } from 'vitest'
import type { Family } from '../../../src/packet/address.ts'
import {
  localTrafficArguments,
  localTrafficDetector,
  localTrafficExpression,
} from '../../../src/proxy/node/local-traffic-detector.ts'

const settings = {
  detectLocalMode: 'ClusterCIDR' as const,
  clusterCidrs: ['bad', '10.244.3.7/16', 'fd00:10:244::/48', '10.0.0.0/8'],
  bridgeInterface: 'cni0',
  interfaceNamePrefix: 'veth',
}
const detector = (
  detectLocalMode: 'ClusterCIDR' | 'NodeCIDR' | 'BridgeInterface' | 'InterfaceNamePrefix',
  family: Family = 'IPv4',
) => localTrafficDetector(family, { ...settings, detectLocalMode }, ['10.244.1.0/24'])

describe('localTrafficDetector', () => {
  it.each([
    { mode: 'ClusterCIDR', iptables: '-s 10.244.0.0/16', nft: 'ip saddr 10.244.0.0/16' },
    { mode: 'NodeCIDR', iptables: '-s 10.244.1.0/24', nft: 'ip saddr 10.244.1.0/24' },
    { mode: 'BridgeInterface', iptables: '-i cni0', nft: 'iifname cni0' },
    { mode: 'InterfaceNamePrefix', iptables: '-i veth+', nft: 'iifname veth*' },
  ] as const)('$mode: $iptables', ({ mode, iptables, nft }) => {
    expect(localTrafficArguments(detector(mode))).toBe(iptables)
    expect(localTrafficExpression(detector(mode))).toBe(nft)
  })

  it('writes nft rules for the other traffic too', () => {
    const other = (mode: Parameters<typeof detector>[0], family?: Family) =>
      localTrafficExpression(detector(mode, family), '!= ')
    expect(other('ClusterCIDR', 'IPv6')).toBe('ip6 saddr != fd00:10:244::/48')
    expect(other('BridgeInterface')).toBe('iifname != cni0')
    expect(other('InterfaceNamePrefix')).toBe('iifname != veth*')
  })

  it('cannot tell without a network of the family', () => {
    expect(detector('NodeCIDR', 'IPv6')).toEqual({ kind: 'none' })
    expect(localTrafficArguments({ kind: 'none' })).toBeUndefined()
    expect(localTrafficExpression({ kind: 'none' })).toBeUndefined()
  })
})
