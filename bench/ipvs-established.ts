import assert from 'node:assert/strict'
import { tcpFlag } from '../src/packet/protocol.ts'
import { timeBatches } from './workloads/batches.ts'
import {
  contextAt,
  engineOf,
  establish,
  packetOf,
  remote,
  scattered,
  seed,
  setClient,
  virtualAddress,
} from './workloads/ipvs.ts'

/** A packet of an established connection: connection found, state and timer moved on. */
const virtualServers = 1_000
const packets = 1_000_000
const rounds = 5

function rate(connections: number, order: (index: number) => number): string {
  const engine = engineOf({ virtualServers, servers: 10, scheduler: 'rr' })
  establish(engine, connections, virtualServers)
  const packet = packetOf(tcpFlag.ack)
  const context = contextAt(1_000)
  const { bestMs, medianMs } = timeBatches(
    () => {
      let forwarded = 0
      for (let index = 0; index < packets; index += 1) {
        const connection = order(index)
        setClient(packet, connection)
        packet.destination = virtualAddress(connection % virtualServers)
        const passage = engine.packets.input(packet, remote, context)
        if (passage.verdict === 'forward' && !passage.isNew) forwarded += 1
      }
      assert.equal(forwarded, packets)
    },
    { rounds },
  )
  assert.equal(engine.connections.tables.IPv4.count, connections)
  const million = (ms: number) => (packets / ms / 1_000).toFixed(1)
  return `${million(bestMs)} (median ${million(medianMs)})`
}

console.log(
  `Packets of established connections through IPVS, one core, seed ${seed}, best and median of ${rounds} × ${packets}:\n`,
)
console.log('| connections in the table | order | million packets/s | target |')
console.log('|--:|---|--:|--:|')
rate(100_000, (index) => index % 100_000)
console.log(`| 100000 | one after the other | ${rate(100_000, (index) => index % 100_000)} | 5 |`)
console.log(
  `| 1000000 | scattered | ${rate(1_000_000, (index) => scattered(1_000_000, index))} | 1.5 |`,
)
