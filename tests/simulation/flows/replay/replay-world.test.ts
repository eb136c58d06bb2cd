import { describe, expect, it } from 'vitest'
import { Timeline } from '../../../../src/base/timeline.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { AddressBook } from '../../../../src/simulation/address-book.ts'
import {
  openFlow,
  openingOf,
} from '../../../../src/simulation/flows/replay/conversation-segments.ts'
import {
  type OpenedFlow,
  ReplayWorld,
} from '../../../../src/simulation/flows/replay/replay-world.ts'
import { StillCluster, stillPod } from '../../../../src/simulation/flows/replay/still-cluster.ts'
import { configurationOf, end, manyWays } from './cluster.ts'

function worldIn(mode: 'iptables' | 'ipvs' | 'nftables') {
  const cluster = new StillCluster(manyWays, configurationOf(mode))
  const world = new ReplayWorld(mode, cluster, AddressBook.of(manyWays), new Timeline(), 1)
  const guest = stillPod('guest', 'node-1', [parseAddress('10.244.1.50')])
  world.addGuest(guest)
  return { world, cluster, guest }
}

describe.each(['iptables', 'ipvs', 'nftables'] as const)('in %s mode', (mode) => {
  const { world, cluster, guest } = worldIn(mode)
  const play = (flow: OpenedFlow) => {
    const played = world.open(flow, openingOf(flow.protocol))
    openFlow(flow.protocol, (isReply, segment) => world.pass(flow, played, isReply, segment))
    world.count(played, 3, 300)
    world.close(flow, played)
    return played
  }
  const fromPod = { kind: 'pod' as const, pod: guest }

  it.each<{ name: string; flow: Partial<OpenedFlow>; want: object }>([
    { name: 'a pod', flow: {}, want: { outcome: 'reached', backend: '10.244.2.7:80' } },
    {
      name: 'a node',
      flow: { from: { kind: 'node', node: 'node-1' }, source: end('192.168.0.10', 41_000) },
      want: { outcome: 'reached', backend: '10.244.2.7:80' },
    },
    {
      name: 'outside by its load balancer',
      flow: {
        from: { kind: 'outside' },
        source: end('203.0.113.7', 42_000),
        destination: end('198.51.100.1', 80),
      },
      want: { outcome: 'reached', backend: '10.244.2.7:80' },
    },
    {
      name: 'outside by a node port of a node without endpoint',
      flow: {
        from: { kind: 'outside' },
        source: end('203.0.113.7', 43_000),
        destination: end('192.168.0.10', 30_080),
      },
      // IPVS sends it on, but the answer has the pod's address (proxier.go syncEndpoint says so).
      want: { outcome: mode === 'ipvs' ? 'unanswered' : 'dropped', backend: undefined },
    },
  ])('a Service is reached, or not, from $name', ({ flow, want }) => {
    const { row } = play({
      protocol: 6,
      source: end('10.244.1.50', 40_000),
      destination: end('10.96.1.1', 80),
      from: fromPod,
      service: 'shop/web:http',
      ...flow,
    })
    expect(row).toMatchObject({ service: 'shop/web:http', ...want })
    expect(row.bytes % 300).toBe(0)
  })

  it('what goes to a pod itself is to no Service', () => {
    const { row } = play({
      protocol: 17,
      source: end('10.244.1.50', 40_000),
      destination: end('10.244.2.7', 9_999),
      from: fromPod,
      service: undefined,
    })
    expect(row).toMatchObject({
      outcome: 'passed',
      name: 'pods, by their own addresses',
      packets: 3,
    })
  })

  it('closes the sockets of nodes', () => {
    const sockets = cluster.nodes.get('node-1')?.emulated.kernel.sockets
    expect(sockets?.takes({ protocol: 6, destinationPort: 41_000 } as never)).toBe(false)
  })

  it('an answer that does not come back as one is told, and what was counted goes there', () => {
    const flow: OpenedFlow = {
      protocol: 6,
      source: end('10.244.1.50', 45_000),
      destination: end('10.96.1.1', 80),
      from: fromPod,
      service: 'shop/web:https',
    }
    const played = world.open(flow, openingOf(6))
    const before = played.row
    world.count(played, 1, 60)
    const asked = { ...flow, destination: end('10.96.1.2', 80) }
    world.pass(asked, played, true, { name: 'SYN+ACK', tcpFlags: 0x12 })
    expect(played.row).toMatchObject({ outcome: 'unanswered', flows: 1, packets: 1, bytes: 60 })
    expect(before.flows).toBe(0)
  })
})
