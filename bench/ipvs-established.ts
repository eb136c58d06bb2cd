import assert from 'node:assert/strict'
import { tcpFlag } from '../src/packet/protocol.ts'
import {
  bestOf,
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

function rate(connections: number, order: (index: number) => number): number {
  const engine = engineOf({ virtualServers, servers: 10, scheduler: 'rr' })
  establish(engine, connections, virtualServers)
  const packet = packetOf(tcpFlag.ack)
  const context = contextAt(1_000)
  const seconds = bestOf(rounds, () => {
    let forwarded = 0
    const start = performance.now()
    for (let index = 0; index < packets; index += 1) {
      const connection = order(index)
      setClient(packet, connection)
      packet.destination = virtualAddress(connection % virtualServers)
      const passage = engine.packets.input(packet, remote, context)
      if (passage.verdict === 'forward' && !passage.isNew) forwarded += 1
    }
    const end = performance.now()
    assert.equal(forwarded, packets)
    return (end - start) / 1_000
  })
  assert.equal(engine.connections.tables.IPv4.count, connections)
  return packets / seconds / 1e6
}

console.log(
  `Packets of established connections through IPVS, one core, seed ${seed}, best of ${rounds} × ${packets}:\n`,
)
console.log('| connections in the table | order | million packets/s | target |')
console.log('|--:|---|--:|--:|')
rate(100_000, (index) => index % 100_000)
console.log(
  `| 100000 | one after the other | ${rate(100_000, (index) => index % 100_000).toFixed(1)} | 5 |`,
)
console.log(
  `| 1000000 | scattered | ${rate(1_000_000, (index) => scattered(1_000_000, index)).toFixed(1)} | 1.5 |`,
)
