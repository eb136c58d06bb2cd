import assert from 'node:assert/strict'
import type { RealServer } from '../src/kernel/ipvs/model/real-server.ts'
import type { SchedulerName } from '../src/kernel/ipvs/model/scheduler-name.ts'
import { createScheduler } from '../src/kernel/ipvs/scheduler-registry.ts'
import { unlimitedSettings } from '../src/kernel/ipvs/schedulers/scheduler.ts'
import { requestOf } from '../src/kernel/ipvs/scheduling.ts'
import { tcpFlag } from '../src/packet/protocol.ts'
import { formatTimes, microsecondMs, timeBatches } from './workloads/batches.ts'
import { contextAt, engineOf, packetOf, seed } from './workloads/ipvs.ts'

/** Choices among 1,000 servers with loads that differ, and the tables of the hashing schedulers. */
const serverCount = 1_000
const picks = 20_000
const rounds = 5

const [virtualServer] = engineOf({
  virtualServers: 1,
  servers: serverCount,
  scheduler: 'rr',
}).virtualServers.list()
assert.ok(virtualServer !== undefined)
const { servers } = virtualServer
servers.forEach((server, index) => {
  server.active = (index * 7_919) % 50
  server.total = server.active + ((index * 104_729) % 300)
})
const request = requestOf(virtualServer, packetOf(tcpFlag.syn), 0, contextAt(0))

/** The choice once more, by sorting: the first of those with the lowest cost by weight. */
function slowChoice(cost: (server: RealServer) => number): RealServer | undefined {
  const order = servers.map((server, index) => ({
    server,
    index,
    by: cost(server) / server.weight,
  }))
  return order.sort((one, other) => one.by - other.by || one.index - other.index)[0]?.server
}

function pickTime(name: SchedulerName, want: RealServer | undefined): string {
  const scheduler = createScheduler(name, unlimitedSettings)
  scheduler.changed?.(servers, undefined, undefined)
  assert.equal(scheduler.pick(servers, request), want)
  const pickAll = () => {
    for (let count = 0; count < picks; count += 1) scheduler.pick(servers, request)
  }
  return formatTimes(timeBatches(pickAll, { rounds }), picks, microsecondMs)
}

function tableTime(name: SchedulerName): string {
  const scheduler = createScheduler(name, unlimitedSettings)
  const times = timeBatches(() => scheduler.changed?.(servers, undefined, undefined), { rounds })
  // Every client gets a server, and clients get many different ones.
  const reached = new Set<RealServer | undefined>()
  for (let client = 0; client < 5_000; client += 1) {
    request.sourceFold = client * 7_919
    request.destinationFold = client * 7_919
    reached.add(scheduler.pick(servers, request))
  }
  assert.ok(!reached.has(undefined) && reached.size > 60)
  return formatTimes(times, 1, 1)
}

console.log(
  `IPVS schedulers, ${serverCount} servers of weights 1 to 7, seed ${seed}, best and median of ${rounds}:\n`,
)
console.log('| what | time | target |')
console.log('|---|--:|--:|')
const overhead = (server: RealServer) => server.overhead(257)
const least = slowChoice((server) => overhead(server) * server.weight)
for (const [name, want] of [
  ['lc', least],
  ['wlc', slowChoice(overhead)],
] as const)
  console.log(`| choice by ${name} | ${pickTime(name, want)} µs | 5 µs |`)
for (const [name, target] of [
  ['mh', 20],
  ['sh', 1],
  ['dh', 1],
] as const)
  console.log(`| table of ${name} built | ${tableTime(name)} ms | ${target} ms |`)
