import assert from 'node:assert/strict'
import { tcpFlag } from '../src/packet/protocol.ts'
import {
  contextAt,
  engineOf,
  establish,
  packetOf,
  remote,
  seed,
  setClient,
  virtualAddress,
} from './workloads/ipvs.ts'

/** The end of a million connections: at one moment, in slices; and spread over two minutes, second by second. */
const connections = 1_000_000
const virtualServers = 1_000
const slice = 20_000

interface Expiry {
  readonly totalMs: number
  readonly longestMs: number
}

function timed(step: () => boolean): Expiry {
  let longestMs = 0
  let totalMs = 0
  for (let more = true; more; ) {
    const start = performance.now()
    more = step()
    const took = performance.now() - start
    totalMs += took
    longestMs = Math.max(longestMs, took)
  }
  return { totalMs, longestMs }
}

function atOnce(): Expiry {
  const engine = engineOf({ virtualServers, servers: 10, scheduler: 'rr' })
  establish(engine, connections, virtualServers)
  const result = timed(() => !engine.connections.advance(2_000_000, slice))
  check(engine)
  return result
}

function spread(): Expiry {
  const engine = engineOf({ virtualServers, servers: 10, scheduler: 'rr' })
  establish(engine, connections, virtualServers)
  const packet = packetOf(tcpFlag.ack)
  for (let second = 0; second < 120; second += 1) {
    const context = contextAt(second * 1_000)
    for (let index = second; index < connections; index += 120) {
      setClient(packet, index)
      packet.destination = virtualAddress(index % virtualServers)
      engine.packets.input(packet, remote, context)
    }
  }
  let second = 890
  const result = timed(() => {
    if (engine.connections.advance(second * 1_000, slice)) second += 1
    return second < 1_200
  })
  check(engine)
  return result
}

function check(engine: ReturnType<typeof engineOf>): void {
  assert.equal(engine.connections.tables.IPv4.count, 0)
  for (const server of engine.servers.all()) assert.equal(server.total + server.active, 0)
}

console.log(`Expiry of ${connections} IPVS connections, seed ${seed}:\n`)
console.log('| how | in all | target | longest pause | target |')
console.log('|---|--:|--:|--:|--:|')
for (const [name, run] of [
  [`all at one moment, in slices of ${slice}`, atOnce],
  [`over two minutes, in slices of ${slice}`, spread],
] as const) {
  const { totalMs, longestMs } = run()
  console.log(
    `| ${name} | ${totalMs.toFixed(0)} ms | 1000 ms | ${longestMs.toFixed(1)} ms | 50 ms |`,
  )
}
