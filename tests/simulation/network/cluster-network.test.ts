import { describe, expect, it } from 'vitest'
import { formatEndpoint } from '../../../src/packet/address.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { tcpFlag } from '../../../src/packet/protocol.ts'
import { proxyModes } from '../../../src/proxy/configuration.ts'
import type { Delivery, Station } from '../../../src/simulation/network/delivery.ts'
import { packet } from '../../kernel/packets.ts'
import { podStation, smallWorld } from './small-cluster.ts'

const outside: Station = { kind: 'outside' }
const synAck = { tcpFlags: tcpFlag.syn | tcpFlag.ack }

function reply({ source, sourcePort, destination, destinationPort, protocol }: Packet): Packet {
  const from = formatEndpoint(destination, destinationPort)
  return packet(protocol === 6 ? 'tcp' : 'udp', from, formatEndpoint(source, sourcePort), synAck)
}

function tell(delivery: Delivery): string {
  const { packet: one, path } = delivery
  const ends = `${formatEndpoint(one.source, one.sourcePort)} > ${formatEndpoint(one.destination, one.destinationPort)}`
  const way = path.join(' ')
  if (delivery.kind === 'lost') return `${way}: ${ends} lost: ${delivery.loss.kind}`
  const { at } = delivery
  const where = at.kind === 'pod' ? at.pod.name : at.kind === 'node' ? at.node : 'outside'
  return `${way}: ${ends} at ${where}`
}

describe.each(proxyModes)('packets between nodes in %s mode', (mode) => {
  it('pass both kernels on their way to an endpoint elsewhere, and back', () => {
    const world = smallWorld(mode)
    const client = podStation(world, 'client-1')
    const sent = world.network.send(packet('tcp', '10.244.1.20:4000', '10.96.0.10:80'), client)
    expect(tell(sent)).toMatch(
      /^node-1 node-2: 10\.244\.1\.20:4000 > 10\.244\.2\.3[01]:8080 at default\/web-[01]$/,
    )
    if (sent.kind !== 'arrived') throw new Error('lost')
    expect(tell(world.network.send(reply(sent.packet), sent.at))).toBe(
      'node-2 node-1: 10.96.0.10:80 > 10.244.1.20:4000 at default/client-1',
    )
    expect(world.network.counts).toMatchObject({ sent: 2, arrived: 2 })
  })
})

describe('a packet from outside', () => {
  it('comes to a node port, is sent on to another node as that node’s, and its answer comes back', () => {
    const world = smallWorld('iptables')
    const sent = world.network.send(
      packet('tcp', '203.0.113.5:4000', '192.168.0.10:30080'),
      outside,
    )
    expect(tell(sent)).toMatch(/^node-1 node-2: 192\.168\.0\.10:\d+ > 10\.244\.2\.3/)
    if (sent.kind !== 'arrived') throw new Error('lost')
    expect(tell(world.network.send(reply(sent.packet), sent.at))).toBe(
      'node-2 node-1: 192.168.0.10:30080 > 203.0.113.5:4000 at outside',
    )
  })

  it('keeps its source through a load balancer and policy Local', () => {
    const world = smallWorld('nftables', {}, { externalTrafficPolicy: 'Local' })
    world.cluster.balancedTo = ['node-2']
    const sent = world.network.send(packet('tcp', '203.0.113.5:4000', '198.51.100.7:80'), outside)
    expect(tell(sent)).toMatch(/^node-2: 203\.0\.113\.5:4000 > 10\.244\.2\.3/)
    if (sent.kind !== 'arrived') throw new Error('lost')
    expect(tell(world.network.send(reply(sent.packet), sent.at))).toBe(
      'node-2: 198.51.100.7:80 > 203.0.113.5:4000 at outside',
    )
  })

  it('is lost where the load balancer has no node, and where nobody outside has the address', () => {
    const world = smallWorld('iptables')
    world.cluster.balancedTo = []
    const balanced = packet('tcp', '203.0.113.5:4000', '198.51.100.7:80')
    expect(tell(world.network.send(balanced, outside))).toMatch(/lost: nobody$/)
    const clusterIp = packet('tcp', '203.0.113.5:4000', '10.96.0.10:80')
    expect(tell(world.network.send(clusterIp, outside))).toMatch(/lost: nobody$/)
  })
})

describe('a packet that cannot get there', () => {
  it('to a pod that is gone is lost; three seconds later the node says so, through the translation', () => {
    const world = smallWorld('iptables')
    const client = podStation(world, 'client-1')
    for (const pod of world.cluster.pods) if (pod.name.includes('web')) pod.end('silence')
    const sent = packet('tcp', '10.244.1.20:4000', '10.96.0.10:80')
    const delivery = world.network.send(sent, client)
    expect(delivery).toMatchObject({
      kind: 'lost',
      loss: { kind: 'pod-gone', node: 'node-2', toldAtMs: 3_000 },
    })
    world.timeline.runTo(3_000)
    const { answers } = world.network.reportUnreachable(sent, 'node-2')
    expect(answers).toMatchObject([
      {
        at: client,
        packet: {
          icmpType: 3,
          icmpCode: 1,
          quoted: { source: 0x0af40114, sourcePort: 4_000, destination: 0x0a60000a },
        },
      },
    ])
  })

  it('to a pod that is gone ends in silence behind an overlay', () => {
    const world = smallWorld('iptables', { gonePods: 'blackhole' })
    for (const pod of world.cluster.pods) if (pod.name.includes('web')) pod.end('silence')
    const sent = packet('tcp', '10.244.1.20:4000', '10.96.0.10:80')
    expect(world.network.send(sent, podStation(world, 'client-1'))).toMatchObject({
      loss: { kind: 'pod-gone', toldAtMs: undefined },
    })
  })

  it('to a lost node, or from one, ends there', () => {
    const world = smallWorld('iptables')
    for (const node of world.cluster.nodes.values()) node.isLost = node.name === 'node-2'
    const there = packet('tcp', '10.244.1.20:4000', '10.96.0.10:80')
    expect(tell(world.network.send(there, podStation(world, 'client-1')))).toMatch(
      /^node-1: .* lost: node-lost$/,
    )
    const back = packet('tcp', '10.244.2.20:4000', '10.244.1.20:80')
    expect(tell(world.network.send(back, podStation(world, 'client-2')))).toMatch(
      /lost: node-lost$/,
    )
    expect(world.network.counts).toMatchObject({ sent: 2, arrived: 0, lost: { 'node-lost': 2 } })
  })

  it('is refused by a rule, and the sender on another node hears of it', () => {
    const world = smallWorld('iptables')
    const closed = packet('tcp', '10.244.1.20:4000', '192.168.0.11:5000')
    const delivery = world.network.send(closed, podStation(world, 'client-1'))
    expect(delivery).toMatchObject({ kind: 'lost', loss: { kind: 'no-listener', node: 'node-2' } })
    expect(delivery.answers).toMatchObject([
      { at: { kind: 'pod', pod: { name: 'default/client-1' } }, packet: { tcpFlags: 0x14 } },
    ])
  })
})

describe('a pod that reaches itself', () => {
  const toItself = (hairpinMode: boolean) => {
    const world = smallWorld('iptables', { hairpinMode })
    for (const pod of world.cluster.pods) if (pod.name === 'default/web-1') pod.end('fin')
    const station = podStation(world, 'web-0')
    const deliveries = Array.from({ length: 8 }, (_, n) =>
      tell(world.network.send(packet('tcp', `10.244.2.30:${4_000 + n}`, '10.96.0.10:80'), station)),
    )
    return deliveries.filter((text) => text.includes('> 10.244.2.30:8080'))
  }

  it('is masqueraded, and gets there', () => {
    expect(toItself(true)[0]).toMatch(/^node-2: 10\.244\.2\.1:\d+ > .* at default\/web-0$/)
  })

  it('does not, where the bridge has hairpin mode off', () => {
    expect(toItself(false)[0]).toMatch(/lost: hairpin$/)
  })

  it('throws away what seems to come from itself', () => {
    const world = smallWorld('iptables')
    const sent = packet('tcp', '10.244.2.30:4000', '10.244.2.30:8080')
    expect(world.network.send(sent, podStation(world, 'web-0'))).toMatchObject({
      loss: { kind: 'hairpin', reason: 'the pod sees itself as the sender' },
    })
  })
})
