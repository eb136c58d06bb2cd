import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { connectionFlag } from '../src/kernel/ipvs/connections/connection-records.ts'
import { ConnectionTable } from '../src/kernel/ipvs/connections/connection-table.ts'
import type { Address, Ipv4, Ipv6 } from '../src/packet/address.ts'
import { seed } from './workloads/ipvs.ts'

/** What connections and templates take: the table's own count, and what the process has more of. */
const connections = 1_000_000

interface Case {
  readonly name: string
  readonly words: 1 | 4
  readonly flags: number
  readonly target: number
}

const cases: readonly Case[] = [
  { name: 'IPv4 connections', words: 1, flags: 0, target: 64 },
  { name: 'IPv4 templates', words: 1, flags: connectionFlag.template, target: 64 },
  { name: 'IPv6 connections', words: 4, flags: 0, target: 112 },
]

function addressOf(words: 1 | 4, number: number): Address {
  return words === 1
    ? ((0x0b00_0000 + number) as Ipv4)
    : (((0xfdn << 120n) + BigInt(number)) as Ipv6)
}

/** Heap and array buffers, once what is garbage has really gone. */
async function usage(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.()
    await setTimeout(50)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function measure({ words, flags }: Case): Promise<{ own: number; process: number }> {
  const before = await usage()
  const table = new ConnectionTable(words, 0)
  const virtual = addressOf(words, 1)
  for (let index = 0; index < connections; index += 1) {
    const port = flags === 0 ? 2_000 + (index % 1_000) : 0
    const client = addressOf(words, flags === 0 ? Math.floor(index / 1_000) : index)
    table.wheel.arm(table.create(6, client, port, virtual, 80, flags, undefined), 0, 225_000)
  }
  assert.equal(table.count, connections)
  const grown = (await usage()) - before
  assert.equal(table.count, connections)
  return { own: table.bytes / connections, process: grown / connections }
}

console.log(
  `Bytes a connection, ${connections} in the table, hash table and timers included, seed ${seed}:\n`,
)
console.log('| what | by the table | by the process | target |')
console.log('|---|--:|--:|--:|')
for (const one of cases) {
  const { own, process: grown } = await measure(one)
  console.log(`| ${one.name} | ${own.toFixed(1)} | ${grown.toFixed(1)} | ${one.target} |`)
}
