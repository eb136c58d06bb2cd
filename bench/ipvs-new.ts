import assert from 'node:assert/strict'
import { tcpFlag } from '../src/packet/protocol.ts'
import { type BatchTimes, formatTimes, microsecondMs, timeBatches } from './workloads/batches.ts'
import {
  contextAt,
  engineOf,
  packetOf,
  remote,
  seed,
  setClient,
  virtualAddress,
} from './workloads/ipvs.ts'

/** A new connection: its virtual server found, a server chosen, the connection made, its timer set. */
const connections = 200_000
const rounds = 5

function openAll(virtualServers: number): BatchTimes {
  const engine = engineOf({ virtualServers, servers: 10, scheduler: 'rr' })
  const packet = packetOf(tcpFlag.syn)
  const context = contextAt(1_000)
  let opened = 0
  const times = timeBatches(
    () => {
      for (let count = 0, service = 0; count < connections; count += 1) {
        setClient(packet, opened + count)
        packet.destination = virtualAddress(service)
        engine.packets.input(packet, remote, context)
        service = (service + 7_919) % virtualServers
      }
      opened += connections
    },
    { rounds },
  )
  const { IPv4 } = engine.connections.tables
  assert.equal(IPv4.count, opened)
  const totals = [...engine.servers.all()].map((server) => server.total)
  assert.equal(
    totals.reduce((sum, total) => sum + total, 0),
    opened,
  )
  // Round robin: no virtual server's servers differ by more than one.
  const [first] = engine.virtualServers.list()
  const own = first?.servers.map((server) => server.total) ?? []
  assert.ok(Math.max(...own) - Math.min(...own) <= 1)
  return times
}

console.log(
  `New connections through IPVS, rr, 10 servers a virtual server, seed ${seed}, best and median of ${rounds} × ${connections}:\n`,
)
console.log('| virtual servers | µs a connection | target | of 100 |')
console.log('|--:|--:|--:|--:|')
openAll(100)
const small = openAll(100)
for (const [virtualServers, time] of [
  [100, small],
  [20_000, openAll(20_000)],
] as const)
  console.log(
    `| ${virtualServers} | ${formatTimes(time, connections, microsecondMs)} | 1 | ${(time.bestMs / small.bestMs).toFixed(2)} (target 2) |`,
  )
