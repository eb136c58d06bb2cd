import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../src/packet/address.ts'
import { StillCluster, stillPod } from '../../../../src/simulation/flows/replay/still-cluster.ts'
import { configurationOf, manyWays } from './cluster.ts'

const cluster = new StillCluster(manyWays, configurationOf('iptables'))

describe('a cluster in which nothing happens', () => {
  it('has its pods, by address and by name', () => {
    expect(cluster.podAt(parseAddress('10.244.2.7'))).toBe(cluster.podNamed('shop/a'))
    expect(cluster.podNamed('shop/a')).toMatchObject({ node: 'node-2', state: 'running' })
  })

  it.each([
    { name: 'a pod that is over', address: '10.244.1.99' },
    { name: "a pod on the node's network", address: '192.168.0.10' },
    { name: 'nobody', address: '10.9.9.9' },
  ])('has none at the address of $name', ({ address }) => {
    expect(cluster.podAt(parseAddress(address))).toBeUndefined()
  })

  it('has nodes that have synced, made when they are asked for', () => {
    const node = cluster.nodes.get('node-1')
    expect(node?.emulated).toBe(node?.emulated)
    expect(node?.emulated.modes.length).toBeGreaterThan(0)
  })

  it('has load balancers that know where policy Local has endpoints', () => {
    expect(cluster.loadBalancerNodes('shop/web')).toEqual(['node-2'])
    expect(cluster.loadBalancerNodes('shop/other')).toEqual(['node-1', 'node-2'])
  })

  it('has pods that take what comes', () => {
    const pod = stillPod('x', 'node-1', [])
    expect(pod.listens(6, 9)).toBe(true)
    expect(pod.onEnd(() => {})).toBeUndefined()
  })
})
