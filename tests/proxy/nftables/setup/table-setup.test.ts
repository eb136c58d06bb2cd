import { describe, expect, it } from 'vitest'
import { tableSetup } from '../../../../src/proxy/nftables/setup/table-setup.ts'
import { linesOf, type NodeOptions, nftSettings } from '../nftables-node.ts'

function linesAbout(word: string, options: NodeOptions = {}, serviceCidrs: readonly string[] = []) {
  const operations = tableSetup(nftSettings(options), { serviceCidrs, isFirst: false })
  return linesOf(operations).filter((line) => line.includes(word))
}

describe('what a full sync begins with', () => {
  it('drops cluster addresses that no Service has, once there are ServiceCIDRs of this family', () => {
    const cidrs = ['10.96.0.0/16', '10.97.0.0/16', 'fd00:96::/112']
    expect(linesAbout('unallocated', {}, cidrs)).toEqual([
      'add rule cluster-ips-check ip daddr { 10.96.0.0/16,10.97.0.0/16 } drop comment "Drop traffic to unallocated ClusterIPs"',
    ])
    expect(linesAbout('unallocated', { family: 'IPv6' }, cidrs)).toEqual([
      'add rule cluster-ips-check ip6 daddr { fd00:96::/112 } drop comment "Drop traffic to unallocated ClusterIPs"',
    ])
    expect(linesAbout('unallocated')).toEqual([])
  })

  it('lets node ports answer on every address but loopback', () => {
    expect(linesAbout('nodeport-ips')).toEqual([
      'add set nodeport-ips { type ipv4_addr ; comment "IPs that accept NodePort traffic" ; }',
      'delete set nodeport-ips',
    ])
    expect(linesAbout('@service-nodeports')).toEqual([
      'add rule services fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports',
    ])
    expect(linesAbout('@no-endpoint-nodeports', { family: 'IPv6' }).at(-1)).toBe(
      'add rule nodeport-endpoints-check ip6 daddr != ::1 meta l4proto . th dport vmap @no-endpoint-nodeports',
    )
  })

  it('or on the addresses that were chosen, never on loopback', () => {
    const configuration = { nodePortAddresses: ['127.0.0.0/8', '192.168.0.0/16'] }
    const lines = linesAbout('nodeport-ips', { configuration })
    expect(lines.slice(1)).toEqual([
      'flush set nodeport-ips',
      'add element nodeport-ips { 192.168.0.10 }',
      'add rule nodeport-endpoints-check ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports',
      'add rule services ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports',
    ])
  })

  it.each([
    {
      name: 'from outside of the cluster',
      configuration: {},
      rule: 'ip daddr @cluster-ips ip saddr != 10.0.0.0/16 mark set mark or 0x00004000 comment "masquerade clusterIP traffic from outside cluster"',
    },
    {
      name: 'from other interfaces',
      configuration: {
        detectLocalMode: 'InterfaceNamePrefix' as const,
        interfaceNamePrefix: 'veth',
      },
      rule: 'ip daddr @cluster-ips iifname != veth* mark set mark or 0x00004000 comment "masquerade clusterIP traffic from outside cluster"',
    },
    {
      name: 'all of it',
      configuration: { masqueradeAll: true },
      rule: 'ip daddr @cluster-ips mark set mark or 0x00004000 comment "masquerade all clusterIP traffic"',
    },
  ])('masquerades cluster IP traffic $name', ({ configuration, rule }) => {
    expect(linesAbout('mark or', { configuration })).toEqual([`add rule services ${rule}`])
  })

  it('masquerades no cluster IP traffic where it cannot tell what is local', () => {
    expect(linesAbout('mark or', { configuration: { clusterCidrs: [] } })).toEqual([])
  })
})
