import { describe, expect, it } from 'vitest'
import {
  deleteConnections,
  describeConnection,
  listConnections,
} from '../../../src/kernel/netfilter/connection-listing.ts'
import type { NodeKernel } from '../../../src/kernel/node-kernel.ts'
import { parseAddress } from '../../../src/packet/address.ts'
import type { Packet } from '../../../src/packet/packet.ts'
import { at, packet, testKernel } from '../packets.ts'

function pass(kernel: NodeKernel, ...packets: Packet[]): NodeKernel {
  for (const one of packets) kernel.receive(one, 'eth0', at(0))
  return kernel
}

describe('conntrack -L', () => {
  it('prints a TCP connection', () => {
    const kernel = pass(
      testKernel(),
      packet('tcp', '10.0.0.1:5000', '10.244.1.1:80'),
      packet('tcp', '10.244.1.1:80', '10.0.0.1:5000', { tcpFlags: 0x12 }),
      packet('tcp', '10.0.0.1:5000', '10.244.1.1:80', { tcpFlags: 0x10 }),
    )
    expect(listConnections(kernel.tracker.ipv4, 1_000)).toEqual([
      'tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.244.1.1 sport=5000 dport=80 src=10.244.1.1 dst=10.0.0.1 sport=80 dport=5000 [ASSURED] mark=0 use=1',
    ])
  })

  it('prints an unanswered flow, a ping and IPv6, with -o extended', () => {
    const kernel = pass(
      testKernel(),
      packet('udp', '10.0.0.1:5000', '10.244.1.1:53'),
      packet('icmp', '10.0.0.1:7', '10.244.1.1:7'),
      packet('icmpv6', '[fd00:9::1]:9', '[fd00:8::1]:9'),
    )
    expect(listConnections(kernel.tracker.ipv4, 0, true)).toEqual([
      'ipv4     2 udp      17 30 src=10.0.0.1 dst=10.244.1.1 sport=5000 dport=53 [UNREPLIED] src=10.244.1.1 dst=10.0.0.1 sport=53 dport=5000 mark=0 use=1',
      'ipv4     2 icmp     1 30 src=10.0.0.1 dst=10.244.1.1 type=8 code=0 id=7 [UNREPLIED] src=10.244.1.1 dst=10.0.0.1 type=0 code=0 id=7 mark=0 use=1',
    ])
    expect(describeConnection(kernel.tracker.ipv6, 0, 0, true)).toBe(
      'ipv6     10 icmpv6   58 30 src=fd00:9::1 dst=fd00:8::1 type=128 code=0 id=9 [UNREPLIED] src=fd00:8::1 dst=fd00:9::1 type=129 code=0 id=9 mark=0 use=1',
    )
  })

  it('leaves out what has expired', () => {
    const kernel = pass(testKernel(), packet('udp', '10.0.0.1:5000', '10.244.1.1:53'))
    expect(listConnections(kernel.tracker.ipv4, 30_000)).toEqual([])
  })
})

describe('conntrack -D', () => {
  it('deletes what a filter names, and nothing else', () => {
    const kernel = pass(
      testKernel(),
      packet('udp', '10.0.0.1:5000', '10.244.1.1:53'),
      packet('udp', '10.0.0.1:5000', '10.244.1.2:53'),
      packet('tcp', '10.0.0.1:5000', '10.244.1.1:53'),
    )
    const { ipv4 } = kernel.tracker
    const originalDestination = parseAddress('10.244.1.1')
    expect(deleteConnections(ipv4, [{ protocol: 17, originalDestination }], 0)).toBe(1)
    expect(ipv4.count).toBe(2)
    expect(deleteConnections(ipv4, [{ replySourcePort: 53 }, { protocol: 6 }], 0)).toBe(2)
  })
})
