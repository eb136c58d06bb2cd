import assert from 'node:assert/strict'
import { ConnectionTable } from '../src/kernel/netfilter/connections/connection-table.ts'
import type { Ipv4, Ipv6 } from '../src/packet/address.ts'
import { protocolNumber } from '../src/packet/protocol.ts'

/** What a tracked connection costs in memory: the process's own figure before and after, and the table's. */
const connections = 1_000_000

const target = { IPv4: 64, IPv6: 112 }

function fill(family: 'IPv4' | 'IPv6'): ConnectionTable {
  const table = new ConnectionTable(family === 'IPv4' ? 1 : 4)
  for (let index = 0; index < connections; index += 1) {
    const port = 1_024 + (index % 60_000)
    const host = Math.floor(index / 60_000)
    setKey(table, family, host, port)
    const slot = table.allocate((80 << 16) | port, 0, undefined)
    table.renew(slot, 0, 1_000)
    table.link(slot, undefined)
  }
  return table
}

function setKey(table: ConnectionTable, family: 'IPv4' | 'IPv6', host: number, port: number): void {
  const ports = (port << 16) | 80
  if (family === 'IPv4')
    table.setKey(protocolNumber.tcp, (0x0a000000 + host) as Ipv4, 0x0a600001 as Ipv4, ports)
  else
    table.setKey(
      protocolNumber.tcp,
      ((0xfd00n << 112n) + BigInt(host)) as Ipv6,
      ((0xfd00n << 112n) + (1n << 64n)) as Ipv6,
      ports,
    )
}

function memoryBytes(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

console.log(`${connections} connections in one table:\n`)
console.log('| family | bytes a connection, table’s own figure | process’s figure | target |')
console.log('|---|--:|--:|--:|')
// Both stay, so that the second is not measured while the first goes.
const tables: ConnectionTable[] = []
for (const family of ['IPv4', 'IPv6'] as const) {
  const before = memoryBytes()
  const table = fill(family)
  tables.push(table)
  const used = (memoryBytes() - before) / connections
  setKey(table, family, 3, 2_000)
  assert.ok(table.find(0, undefined) >= 0)
  assert.ok(tables.every(({ count }) => count === connections))
  const own = table.bytes / connections
  assert.ok(own <= target[family])
  console.log(`| ${family} | ${own.toFixed(1)} | ${used.toFixed(1)} | ${target[family]} |`)
}
