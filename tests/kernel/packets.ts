import type { Journal } from '../../src/base/journal.ts'
import { createSeededChance } from '../../src/base/seeded-chance.ts'
import type { HookContext } from '../../src/kernel/netfilter/hook.ts'
import { Routing } from '../../src/kernel/netfilter/routing.ts'
import { createVisits } from '../../src/kernel/netfilter/visits.ts'
import { NodeKernel } from '../../src/kernel/node-kernel.ts'
import { parseAddress, parsePrefix } from '../../src/packet/address.ts'
import type { Packet } from '../../src/packet/packet.ts'
import { protocolNumber, tcpFlag } from '../../src/packet/protocol.ts'

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export function end(text: string) {
  const colon = text.lastIndexOf(':')
  const address = text.slice(0, colon).replace(/^\[|\]$/g, '')
  return { address: parseAddress(address), port: Number(text.slice(colon + 1)) }
}

export function packet(
  protocol: keyof typeof protocolNumber,
  from: string,
  to: string,
  fields: Partial<Packet> = {},
): Packet {
  const [source, destination] = [end(from), end(to)]
  return {
    protocol: protocolNumber[protocol],
    source: source.address,
    destination: destination.address,
    sourcePort: source.port,
    destinationPort: destination.port,
    tcpFlags: protocol === 'tcp' ? tcpFlag.syn : 0,
    sctpChunkType: protocol === 'sctp' ? 1 : 0,
    icmpType: protocol === 'icmp' ? 8 : protocol === 'icmpv6' ? 128 : 0,
    icmpCode: 0,
    lengthBytes: 60,
    quoted: undefined,
    ...fields,
  }
}

const address = (text: string) => {
  const { length } = parsePrefix(text)
  return { address: parseAddress(text.split('/')[0] ?? ''), length }
}

export function testRouting(): Routing {
  return new Routing(
    [
      { name: 'lo', addresses: [address('127.0.0.1/8'), address('::1/128')] },
      {
        name: 'eth0',
        addresses: [
          address('192.168.0.10/24'),
          address('192.168.0.11/24'),
          address('172.20.5.6/16'),
          address('fd00:1::10/64'),
        ],
      },
      { name: 'cni0', addresses: [address('10.244.0.1/24'), address('fd00:10::1/64')] },
    ],
    [
      { to: parsePrefix('10.244.0.0/16'), device: 'cni0', source: parseAddress('10.244.0.1') },
      { to: parsePrefix('0.0.0.0/0'), device: 'eth0', via: parseAddress('192.168.0.1') },
      { to: parsePrefix('::/0'), device: 'eth0', via: parseAddress('fd00:1::1') },
      { to: parsePrefix('203.0.113.0/24'), device: '', kind: 'blackhole' },
      { to: parsePrefix('198.51.100.0/24'), device: '', kind: 'unreachable' },
    ],
  )
}

export function testKernel(sysctls: Readonly<Record<string, string>> = {}): NodeKernel {
  return new NodeKernel(testRouting(), sysctls)
}

export function at(nowMs: number, journal?: Journal) {
  return { nowMs, chance: createSeededChance(1), ...(journal === undefined ? {} : { journal }) }
}

/** A hook context over a kernel's parts, for functions that are tried without the kernel. */
export function contextOf(kernel: NodeKernel, nowMs = 0, journal?: Journal): HookContext {
  return {
    nowMs,
    chance: createSeededChance(1),
    journal,
    trace: undefined,
    visits: createVisits(),
    host: kernel,
    connections: kernel.connections,
    nat: kernel.translation,
  }
}
