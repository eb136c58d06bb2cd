import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/packet/address.ts'
import { defaultNetworkSettings } from '../../../src/simulation/network/network-settings.ts'
import { OutsideNetwork } from '../../../src/simulation/network/outside-network.ts'
import { packet } from '../../kernel/packets.ts'
import { smallWorld } from './small-cluster.ts'

const ports = Array.from({ length: 60 }, (_, n) => 2_000 + n)
const flow = (port: number, to = '198.51.100.7:80') => packet('tcp', `203.0.113.5:${port}`, to)

function setUp() {
  const { cluster } = smallWorld('iptables', {}, { externalIPs: ['198.51.100.9'] })
  const network = new OutsideNetwork(cluster, defaultNetworkSettings)
  const nodesOf = (zone: string | undefined, to?: string) => {
    const steps = ports.map((port) => network.route(flow(port, to), zone, 0))
    return [...new Set(steps.map((step) => (step.kind === 'node' ? step.node : step.kind)))].sort()
  }
  return { cluster, network, nodesOf }
}

describe('the network around the nodes', () => {
  it('balances over the nodes that the load balancer believes in', () => {
    const { cluster, nodesOf } = setUp()
    cluster.balancedTo = ['node-1', 'node-3']
    expect(nodesOf(undefined)).toEqual(['node-1', 'node-3'])
  })

  it('keeps to the zone of the client, unless no node is there', () => {
    expect(setUp().nodesOf('zone-b')).toEqual(['node-2'])
    expect(setUp().nodesOf('zone-z')).toEqual(['node-1', 'node-2', 'node-3'])
  })

  it('leads an external IP to any node that is there', () => {
    const { cluster, nodesOf } = setUp()
    const lost = cluster.nodes.get('node-2')
    if (lost !== undefined) lost.isLost = true
    expect(nodesOf(undefined, '198.51.100.9:80')).toEqual(['node-1', 'node-3'])
  })

  it('says who has no node to send to', () => {
    const { cluster, network } = setUp()
    cluster.balancedTo = []
    expect(network.route(flow(1), undefined, 0)).toEqual({
      kind: 'nobody',
      reason: 'the load balancer of default/web has no node to send to',
    })
  })

  it('knows the nodes by their addresses', () => {
    const { network } = setUp()
    expect(network.nodeAt(parseAddress('192.168.0.12'))).toBe('node-3')
    expect(network.nodeAt(parseAddress('192.168.0.1'))).toBeUndefined()
  })
})
