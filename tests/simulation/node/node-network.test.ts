import { describe, expect, it } from 'vitest'
import { Routing } from '../../../src/kernel/netfilter/routing.ts'
import { makeCluster } from '../../../src/kubernetes/cluster/make-cluster.ts'
import type { Node } from '../../../src/kubernetes/objects/node.ts'
import { formatAddress, parseAddress } from '../../../src/packet/address.ts'
import { networkOfNode } from '../../../src/simulation/node/node-network.ts'

const cluster = makeCluster([], { nodeCount: 2 })
const node = cluster.objects.find((object) => object.kind === 'Node')
if (node === undefined) throw new Error('a cluster has nodes')
const { interfaces, routes } = networkOfNode(node, cluster.objects)
const routing = new Routing(interfaces, routes)
const own = node.status.addresses[0]?.address ?? ''
const podNetwork = node.spec.podCIDRs[0] ?? ''

describe('the network of a node', () => {
  it('knows its own addresses as local', () => {
    expect(routing.addressType(parseAddress(own))).toBe('LOCAL')
    expect(routing.addressType(parseAddress('127.0.0.1'))).toBe('LOCAL')
  })

  it('reaches its own pods by the bridge, and the rest of the world by the gateway', () => {
    const pod = parseAddress(podNetwork.replace(/0\/24$/, '9'))
    expect(routing.lookUp(pod).device).toBe('cni0')
    const away = routing.lookUp(parseAddress('203.0.113.9'))
    expect(away.device).toBe('eth0')
    expect(away.source === undefined ? '' : formatAddress(away.source)).toBe(own)
    expect(away.via).toBeDefined()
  })

  it('takes for its gateway the first address of its link that no node has', () => {
    const at = (address: string): Node => ({
      ...node,
      status: { addresses: [{ type: 'InternalIP', address }] },
    })
    const [first, second] = ['192.168.1.1', '192.168.1.2'].map(at)
    if (first === undefined || second === undefined) return expect.unreachable()
    const { routes } = networkOfNode(first, [
      first,
      { ...second, metadata: { ...second.metadata, name: 'other' } },
    ])
    expect(routes.map(({ via }) => via && formatAddress(via)).at(-1)).toBe('192.168.1.3')
  })

  it('reaches the pods of another node by way of that node', () => {
    const other = cluster.objects.filter((object) => object.kind === 'Node')[1]
    const pod = parseAddress((other?.spec.podCIDRs[0] ?? '').replace(/0\/24$/, '9'))
    const { device, via } = routing.lookUp(pod)
    expect(device).toBe('eth0')
    expect(via === undefined ? '' : formatAddress(via)).toBe(other?.status.addresses[0]?.address)
  })
})
