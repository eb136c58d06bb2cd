import { createSeededChance } from '../../src/base/seeded-chance.ts'
import { IptablesEngine } from '../../src/kernel/iptables/engine/iptables-engine.ts'
import type { Moment } from '../../src/kernel/moment.ts'
import { Routing } from '../../src/kernel/netfilter/routing.ts'
import { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { type Ipv4, parseAddress, parsePrefix } from '../../src/packet/address.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../src/packet/protocol.ts'
import { clusterIpOf, ensureCommands, restoreText } from './iptables-rules.ts'

export const seed = 1

/** A node with kube-proxy's rules for `services` Services of ten endpoints. */
export function nodeWithServices(services: number): NodeKernel {
  const address = (text: string, length: number) => ({ address: parseAddress(text), length })
  const kernel = new NodeKernel(
    new Routing(
      [
        { name: 'lo', addresses: [address('127.0.0.1', 8)] },
        { name: 'eth0', addresses: [address('192.168.0.10', 24)] },
        { name: 'cni0', addresses: [address('10.127.0.1', 24)] },
      ],
      [
        { to: parsePrefix('10.128.0.0/9'), device: 'cni0' },
        { to: parsePrefix('0.0.0.0/0'), device: 'eth0', via: parseAddress('192.168.0.1') },
      ],
    ),
    { 'net.netfilter.nf_conntrack_max': '4000000' },
  )
  const engine = new IptablesEngine({ family: 'IPv4' })
  kernel.register(engine)
  for (const command of ensureCommands) engine.ensure(command)
  engine.restore(restoreText({ services, endpoints: 10 }), { noFlush: true, counters: true })
  return kernel
}

export function momentAt(nowMs: number): Moment {
  return { nowMs, chance: createSeededChance(seed) }
}

/** Client number `index`'s address and port: sixty thousand ports to an address. */
export function clientOf(index: number): { address: Ipv4; port: number } {
  const host = Math.floor(index / 60_000)
  return { address: (0x0a80_8000 + host) as Ipv4, port: 2_000 + (index % 60_000) }
}

export function serviceAddress(service: number): Ipv4 {
  return parseAddress(clusterIpOf(service)) as Ipv4
}

export function tcpPacket(flags: number): Packet {
  return {
    protocol: protocolNumber.tcp,
    source: 0 as Ipv4,
    destination: 0 as Ipv4,
    sourcePort: 0,
    destinationPort: 80,
    tcpFlags: flags,
    sctpChunkType: 0,
    icmpType: 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
  }
}

/** Opens connection `index` to a Service, with a whole handshake; returns the backend that it got. */
export function openConnection(
  kernel: NodeKernel,
  index: number,
  to: Ipv4,
  moment: Moment,
): { address: Ipv4; port: number } {
  const { address, port } = clientOf(index)
  const packet = (flags: number): Packet => ({
    ...tcpPacket(flags),
    source: address,
    destination: to,
    sourcePort: port,
  })
  const syn = packet(tcpFlag.syn)
  kernel.receive(syn, 'cni0', moment)
  const backend = { address: syn.destination as Ipv4, port: syn.destinationPort }
  const answer: Packet = {
    ...tcpPacket(tcpFlag.syn | tcpFlag.ack),
    source: backend.address,
    sourcePort: backend.port,
    destination: syn.source,
    destinationPort: syn.sourcePort,
  }
  kernel.receive(answer, 'cni0', moment)
  kernel.receive(packet(tcpFlag.ack), 'cni0', moment)
  return backend
}
