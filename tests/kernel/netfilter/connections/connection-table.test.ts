import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { ConnectionTable } from '../../../../src/kernel/netfilter/connections/connection-table.ts'
import type { Ipv4 } from '../../../../src/packet/address.ts'

const server = 0x0a600001 as Ipv4
const client = (index: number) => (0x0a000000 + index) as Ipv4

function setKey(table: ConnectionTable, index: number) {
  table.setKey(17, client(index), server, (5_000 << 16) | 53)
}

function add(table: ConnectionTable, index: number, expiresMs: number, journal?: Journal): number {
  setKey(table, index)
  const slot = table.allocate((53 << 16) | 5_000, 0, journal)
  table.renew(slot, 0, expiresMs)
  table.link(slot, journal)
  return slot
}

const has = (table: ConnectionTable, index: number, nowMs = 0) => {
  setKey(table, index)
  return table.find(nowMs, undefined) >= 0
}

describe('the connection table', () => {
  it('finds a connection by either of its tuples, also after it has grown many times', () => {
    const table = new ConnectionTable(1)
    for (let index = 0; index < 20_000; index += 1) add(table, index, 1_000)
    for (let index = 0; index < 20_000; index += 1) {
      setKey(table, index)
      const node = table.find(0, undefined)
      expect(node & 1).toBe(0)
      table.setKeyToTuple(node ^ 1)
      expect(table.find(0, undefined)).toBe(node ^ 1)
    }
    expect(has(table, 20_000)).toBe(false)
  })

  it('needs at most 64 bytes a connection at a million', () => {
    const table = new ConnectionTable(1)
    for (let index = 0; index < 1_000_000; index += 1) add(table, index, 1_000)
    expect(table.bytes / 1_000_000).toBeLessThanOrEqual(64)
    expect(has(table, 999_999)).toBe(true)
  })

  it('forgets an expired connection when somebody meets it', () => {
    const table = new ConnectionTable(1)
    add(table, 1, 1_000)
    expect(has(table, 1, 999)).toBe(true)
    expect(has(table, 1, 1_000)).toBe(false)
    expect(table.count).toBe(0)
  })

  it('counts time for longer than 32 bits hold', () => {
    const table = new ConnectionTable(1)
    add(table, 1, 2 ** 40)
    // As the kernel, whose timeouts are at most INT_MAX jiffies.
    expect(has(table, 1, 2 ** 31 - 2)).toBe(true)
    const days = 86_400_000
    for (let nowMs = 2 ** 31 - 2; nowMs < 200 * days; nowMs += 20 * days) {
      setKey(table, 1)
      const node = table.find(nowMs, undefined)
      expect(node).toBe(0)
      table.renew(node >> 1, nowMs, 21 * days)
      expect(table.expiresMs(node >> 1)).toBe(nowMs + 21 * days)
    }
    expect(has(table, 1, 10_000 * days)).toBe(false)
  })

  it('sweeps expired connections away', () => {
    const table = new ConnectionTable(1)
    for (let index = 0; index < 100; index += 1) add(table, index, index < 40 ? 10 : 1_000)
    table.sweep(100, 500)
    expect(table.count).toBe(60)
  })

  it('is as before once a journal is rolled back, whatever happened', () => {
    const change = fc.record({
      index: fc.nat(30),
      kind: fc.constantFrom('add', 'remove', 'unlink', 'mark'),
    })
    fc.assert(
      fc.property(fc.array(change), fc.array(change), (before, after) => {
        const table = new ConnectionTable(1)
        for (const one of before) apply(table, one)
        const picture = pictureOf(table)
        const journal = new Journal()
        for (const one of after) apply(table, one, journal)
        journal.rollBack()
        expect(pictureOf(table)).toEqual(picture)
      }),
    )
  })
})

function apply(table: ConnectionTable, change: { index: number; kind: string }, journal?: Journal) {
  setKey(table, change.index)
  const node = table.find(0, journal)
  if (node < 0) {
    if (change.kind === 'add') add(table, change.index, 1_000, journal)
    return
  }
  const slot = node >> 1
  table.save(slot, journal)
  if (change.kind === 'remove') table.remove(slot, journal)
  if (change.kind === 'mark') table.setMark(slot, table.mark(slot) + 1)
  if (change.kind === 'unlink') {
    table.unlink(slot, journal)
    table.remove(slot, journal)
  }
}

function pictureOf(table: ConnectionTable) {
  const seen = Array.from({ length: 31 }, (_, index) => {
    setKey(table, index)
    const node = table.find(0, undefined)
    return node < 0 ? undefined : table.mark(node >> 1)
  })
  return { count: table.count, seen }
}
