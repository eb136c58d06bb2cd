import { describe, expect, it } from 'vitest'
import { LoadBalancer } from '../../../src/simulation/network/load-balancer.ts'
import { packet } from '../../kernel/packets.ts'

const nodes = ['node-1', 'node-2', 'node-3', 'node-4']
const flow = (port: number) => packet('tcp', `203.0.113.5:${port}`, '198.51.100.7:80')
const ports = Array.from({ length: 400 }, (_, n) => 1_024 + n)

describe('an external load balancer', () => {
  it('spreads flows over the nodes, evenly enough', () => {
    const balancer = new LoadBalancer(true)
    const counts = new Map<string, number>()
    for (const port of ports) {
      const node = balancer.choose(flow(port), nodes, 0) ?? ''
      counts.set(node, (counts.get(node) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(nodes)
    expect(Math.min(...counts.values())).toBeGreaterThan(60)
  })

  it('keeps a flow on its node though the node is taken out, until it has been idle', () => {
    const balancer = new LoadBalancer(true)
    const before = balancer.choose(flow(5), nodes, 0)
    const others = nodes.filter((node) => node !== before)
    expect(balancer.choose(flow(5), others, 300_000)).toBe(before)
    expect(balancer.choose(flow(5), others, 600_000)).toBe(before)
    expect(others).toContain(balancer.choose(flow(5), others, 2_000_000))
  })

  it('moves only the flows of the node that goes, where it keeps none', () => {
    const balancer = new LoadBalancer(false)
    const left = nodes.slice(1)
    const moved = ports.filter(
      (port) => balancer.choose(flow(port), nodes, 0) !== balancer.choose(flow(port), left, 0),
    )
    expect(moved.every((port) => balancer.choose(flow(port), nodes, 0) === 'node-1')).toBe(true)
    expect(moved.length).toBeGreaterThan(0)
  })

  it('has nowhere to send to without nodes', () => {
    expect(new LoadBalancer(true).choose(flow(5), [], 0)).toBeUndefined()
  })
})
