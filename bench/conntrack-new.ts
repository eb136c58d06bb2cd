import assert from 'node:assert/strict'
import type { NodeKernel } from '../src/kernel/node-kernel.ts'
import type { Ipv4 } from '../src/packet/address.ts'
import type { Packet } from '../src/packet/packet.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import {
  clientOf,
  momentAt,
  nodeWithServices,
  seed,
  serviceAddress,
  tcpPacket,
} from './workloads/conntrack.ts'

/** A new TCP connection to a Service: rules by the index, NAT set up, entry made and confirmed. */
const connections = 10_000
const rounds = 40
const moment = momentAt(1_000)

function openAll(kernel: NodeKernel, targets: readonly Ipv4[], first: number): number {
  const packet: Packet = tcpPacket(tcpFlag.syn)
  const start = performance.now()
  for (let count = 0, service = 0; count < connections; count += 1) {
    const { address, port } = clientOf(first + count)
    packet.source = address
    packet.sourcePort = port
    packet.destination = targets[service] ?? address
    packet.destinationPort = 80
    kernel.receive(packet, 'cni0', moment)
    service = (service + 7_919) % targets.length
  }
  return ((performance.now() - start) * 1_000) / connections
}

console.log(
  `New connections, 10 endpoints a Service, seed ${seed}, best of ${rounds} × ${connections}:\n`,
)
console.log('| Services | µs a connection | target | of 100 Services |')
console.log('|--:|--:|--:|--:|')
let small = 0
for (const services of [100, 20_000]) {
  const kernel = nodeWithServices(services)
  const targets = Array.from({ length: services }, (_, service) => serviceAddress(service))
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    times.push(openAll(kernel, targets, round * connections))
    assert.equal(kernel.tracker.count, (round + 1) * connections)
  }
  const best = Math.min(...times)
  small ||= best
  console.log(`| ${services} | ${best.toFixed(2)} | 1 | ${(best / small).toFixed(2)} (target 2) |`)
}
