import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { NetworkNode } from '../../../src/simulation/network/network-node.ts'
import { smallWorld } from './small-cluster.ts'

function nodeOf() {
  const { cluster } = smallWorld('iptables')
  const living = cluster.nodes.get('node-1')
  if (living === undefined) throw new Error('no node-1')
  return { living, node: new NetworkNode(living, createSeededChance(1)) }
}

describe('a node in the network', () => {
  it('is lost when its living node is, and has its kernel', () => {
    const { living, node } = nodeOf()
    expect(node.isLost).toBe(false)
    living.isLost = true
    expect(node.isLost).toBe(true)
    expect(node.kernel).toBe(living.emulated.kernel)
  })

  it('has one moment for an instant', () => {
    const { node } = nodeOf()
    const first = node.momentAt(5)
    expect(node.momentAt(5)).toBe(first)
    expect(node.momentAt(6)).not.toBe(first)
    expect(node.momentAt(6).nowMs).toBe(6)
  })

  it('gives up on a neighbour three seconds after the first packet for it, and asks anew after that', () => {
    const { node } = nodeOf()
    const gone = parseAddress('10.244.1.99')
    expect([0, 1_000, 2_999, 3_000, 5_000].map((at) => node.neighbourFailsAtMs(gone, at))).toEqual([
      3_000, 3_000, 3_000, 6_000, 6_000,
    ])
    expect(node.neighbourFailsAtMs(parseAddress('10.244.1.98'), 5_000)).toBe(8_000)
  })
})
