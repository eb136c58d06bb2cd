import assert from 'node:assert/strict'
import type { Moment } from '../src/kernel/moment.ts'
import type { NodeKernel } from '../src/kernel/node-kernel.ts'
import type { Ipv4 } from '../src/packet/address.ts'
import type { Packet } from '../src/packet/packet.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { BareConnections } from './workloads/bare-connections.ts'
import { type BatchTimes, formatTimes, microsecondMs, timeBatches } from './workloads/batches.ts'
import {
  clientOf,
  momentAt,
  nodeWithServices,
  seed,
  serviceAddress,
  tcpPacket,
} from './workloads/conntrack.ts'

/**
 * A new TCP connection to a Service: rules by the index, NAT set up, entry made and confirmed. First every endpoint gets one, by chance
 * that falls its way: what rules say is made ready when a packet first meets them, and a node that runs has met them all. Beside it what such a
 * connection costs at the least on this machine (`BareConnections`).
 */
const endpoints = 10
const connections = 10_000
const rounds = 40
const moment = momentAt(1_000)

function openAll(
  kernel: NodeKernel,
  targets: readonly Ipv4[],
  first: number,
  count: number,
  at: Moment,
): void {
  const packet: Packet = tcpPacket(tcpFlag.syn)
  for (let done = 0, service = 0; done < count; done += 1) {
    const { address, port } = clientOf(first + done)
    packet.source = address
    packet.sourcePort = port
    packet.destination = targets[service] ?? address
    packet.destinationPort = 80
    kernel.receive(packet, 'cni0', at)
    service = (service + 7_919) % targets.length
  }
}

/** Every endpoint of every Service, one after the other. */
function meetAll(kernel: NodeKernel, targets: readonly Ipv4[]): void {
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
    let asked = 0
    // A Service's rules ask in turn whether theirs is the endpoint; the last one asks no more.
    const happens = () => {
      const chosen = asked === endpoint
      asked = chosen || asked === endpoints - 2 ? 0 : asked + 1
      return chosen
    }
    const chance = { ...moment.chance, happens }
    openAll(kernel, targets, endpoint * targets.length, targets.length, { ...moment, chance })
  }
}

function timeBare(services: number): BatchTimes {
  const bare = new BareConnections(services, endpoints, connections * (rounds + 1))
  let service = 0
  return timeBatches(
    () => {
      for (let count = 0; count < connections; count += 1) {
        const { address, port } = clientOf(bare.count)
        bare.open(service, address, port)
        service = (service + 7_919) % services
      }
    },
    { rounds },
  )
}

console.log(
  `New connections, ${endpoints} endpoints a Service, seed ${seed}, best and median of ${rounds} × ${connections}:\n`,
)
console.log('| Services | µs a connection | target | of 100 Services | bare, µs |')
console.log('|--:|--:|--:|--:|--:|')
let small = 0
for (const services of [100, 20_000]) {
  const kernel = nodeWithServices(services)
  const targets = Array.from({ length: services }, (_, service) => serviceAddress(service))
  meetAll(kernel, targets)
  let opened = services * endpoints
  const times = timeBatches(
    () => {
      openAll(kernel, targets, opened, connections, moment)
      opened += connections
      assert.equal(kernel.tracker.count, opened)
    },
    { rounds },
  )
  small ||= times.bestMs
  const cells = [
    services,
    formatTimes(times, connections, microsecondMs),
    1,
    `${(times.bestMs / small).toFixed(2)} (target 2)`,
    formatTimes(timeBare(services), connections, microsecondMs),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
