import assert from 'node:assert/strict'
import type { NodeKernel } from '../src/kernel/node-kernel.ts'
import type { Ipv4 } from '../src/packet/address.ts'
import type { Packet } from '../src/packet/packet.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { formatTimes, microsecondMs, timeBatches } from './workloads/batches.ts'
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

function openAll(kernel: NodeKernel, targets: readonly Ipv4[], first: number): void {
  const packet: Packet = tcpPacket(tcpFlag.syn)
  for (let count = 0, service = 0; count < connections; count += 1) {
    const { address, port } = clientOf(first + count)
    packet.source = address
    packet.sourcePort = port
    packet.destination = targets[service] ?? address
    packet.destinationPort = 80
    kernel.receive(packet, 'cni0', moment)
    service = (service + 7_919) % targets.length
  }
}

console.log(
  `New connections, 10 endpoints a Service, seed ${seed}, best and median of ${rounds} × ${connections}:\n`,
)
console.log('| Services | µs a connection | target | of 100 Services |')
console.log('|--:|--:|--:|--:|')
let small = 0
for (const services of [100, 20_000]) {
  const kernel = nodeWithServices(services)
  const targets = Array.from({ length: services }, (_, service) => serviceAddress(service))
  let opened = 0
  const times = timeBatches(
    () => {
      openAll(kernel, targets, opened)
      opened += connections
      assert.equal(kernel.tracker.count, opened)
    },
    { rounds },
  )
  small ||= times.bestMs
  console.log(
    `| ${services} | ${formatTimes(times, connections, microsecondMs)} | 1 | ${(times.bestMs / small).toFixed(2)} (target 2) |`,
  )
}
