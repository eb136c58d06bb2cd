import assert from 'node:assert/strict'
import type { Ipv4 } from '../src/packet/address.ts'
import type { Packet } from '../src/packet/packet.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { timeBatches } from './workloads/batches.ts'
import {
  clientOf,
  momentAt,
  nodeWithServices,
  openConnection,
  seed,
  serviceAddress,
  tcpPacket,
} from './workloads/conntrack.ts'

/** Packets of established connections, both ways by turns, through every hook of a node in iptables mode. */
const connections = 100_000
const services = 100
const packets = 200_000
const rounds = 40

const kernel = nodeWithServices(services)
const moment = momentAt(1_000)
const targets = Array.from({ length: services }, (_, service) => serviceAddress(service))
/** Flat, so that it is the emulator's memory that is measured, and not the bench's. */
const backendAddresses = new Int32Array(connections)
const backendPorts = new Int32Array(connections)
for (let index = 0; index < connections; index += 1) {
  const backend = openConnection(kernel, index, targets[index % services] as never, moment)
  backendAddresses[index] = backend.address
  backendPorts[index] = backend.port
}
assert.equal(kernel.tracker.count, connections)

const packet: Packet = tcpPacket(tcpFlag.ack | tcpFlag.psh)

function request(index: number): void {
  const { address, port } = clientOf(index)
  packet.source = address
  packet.sourcePort = port
  packet.destination = targets[index % services] as never
  packet.destinationPort = 80
  kernel.receive(packet, 'cni0', moment)
}

function reply(index: number): void {
  const { address, port } = clientOf(index)
  packet.source = backendAddresses[index] as Ipv4
  packet.sourcePort = backendPorts[index] as number
  packet.destination = address
  packet.destinationPort = port
  kernel.receive(packet, 'cni0', moment)
}

for (let index = 0; index < connections; index += 1) {
  request(index)
  assert.equal(packet.destination, backendAddresses[index])
  reply(index)
  assert.equal(packet.source, targets[index % services])
}

/** Million packets a second: connections in turn, or with a stride that memory likes least. */
function rates(stride: number): { best: number; median: number } {
  let index = 0
  const { bestMs, medianMs } = timeBatches(
    () => {
      for (let count = 0; count < packets; count += 2) {
        request(index)
        reply(index)
        index = (index + stride) % connections
      }
    },
    { rounds },
  )
  return { best: packets / bestMs / 1_000, median: packets / medianMs / 1_000 }
}

console.log(
  `Established packets both ways, ${connections} connections, ${services} Services × 10 endpoints, seed ${seed}, ${rounds} × ${packets}:\n`,
)
console.log('| connections | best, million/s | median, million/s | target |')
console.log('|---|--:|--:|--:|')
rates(1)
for (const [name, stride] of [
  ['in turn', 1],
  ['far apart', 61_803],
] as const) {
  const { best, median } = rates(stride)
  console.log(`| ${name} | ${best.toFixed(2)} | ${median.toFixed(2)} | 5 (stretch 10) |`)
}
