import { describe, expect, it } from 'vitest'
import { createSeededChance } from '../../../src/base/seeded-chance.ts'
import { Routing } from '../../../src/kernel/netfilter/routing.ts'
import { NodeKernel } from '../../../src/kernel/node-kernel.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import { protocolNumber } from '../../../src/packet/protocol.ts'
import type { ConntrackFlow } from '../../../src/proxy/node/conntrack-cleanup.ts'
import { packetBetween } from '../../../src/simulation/exchange-packets.ts'
import {
  deleteStaleConnections,
  flushConnections,
} from '../../../src/simulation/node/stale-connections.ts'

/** A router that has seen one packet of UDP and one of TCP, from port 5353 to port 53. */
function kernelWithFlows(): NodeKernel {
  const interfaces = [
    { name: 'eth0', addresses: [{ address: parseAddress('192.0.2.1'), length: 24 }] },
    { name: 'cni0', addresses: [{ address: parseAddress('10.244.1.1'), length: 24 }] },
  ]
  const kernel = new NodeKernel(new Routing(interfaces, []))
  const from = { address: parseAddress('192.0.2.9'), port: 5353 }
  const to = { address: parseAddress('10.244.1.5'), port: 53 }
  const moment = { nowMs: 0, chance: createSeededChance(1) }
  const udp = packetBetween(protocolNumber.udp, from, to)
  kernel.receive(udp, 'eth0', moment)
  kernel.receive({ ...packetBetween(protocolNumber.tcp, from, to), tcpFlags: 2 }, 'eth0', moment)
  return kernel
}

describe('stale connections', () => {
  it('are UDP only, and shown as conntrack has them', () => {
    const seen: ConntrackFlow[] = []
    const cleaner = {
      staleFlows<Flow extends ConntrackFlow>(flows: readonly Flow[]) {
        seen.push(...flows)
        return []
      },
    }
    const { tracker } = kernelWithFlows()
    expect(deleteStaleConnections(tracker.ipv4, cleaner, 0)).toBe(0)
    expect(tracker.count).toBe(2)
    expect(seen).toMatchObject([
      {
        protocol: 'udp',
        source: '192.0.2.9',
        sourcePort: 5353,
        destination: '10.244.1.5',
        destinationPort: 53,
        replySource: '10.244.1.5',
        replySourcePort: 53,
        replyDestination: '192.0.2.9',
        replyDestinationPort: 5353,
      },
    ])
  })

  it('go when kube-proxy says so', () => {
    const { tracker } = kernelWithFlows()
    expect(deleteStaleConnections(tracker.ipv4, { staleFlows: (flows) => flows }, 0)).toBe(1)
    expect(tracker.count).toBe(1)
  })

  it('that have expired are not spoken of', () => {
    const { tracker } = kernelWithFlows()
    expect(deleteStaleConnections(tracker.ipv4, { staleFlows: (flows) => flows }, 60_000)).toBe(0)
  })

  it('go with all others where everything is flushed', () => {
    const { tracker } = kernelWithFlows()
    expect(flushConnections(tracker.ipv4)).toBe(2)
    expect(tracker.count).toBe(0)
    expect(flushConnections(tracker.ipv4)).toBe(0)
  })
})
