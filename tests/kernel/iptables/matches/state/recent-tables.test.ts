import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../../src/base/journal.ts'
import {
  RecentTable,
  RecentTables,
} from '../../../../../src/kernel/iptables/matches/state/recent-tables.ts'
import type { Ipv4 } from '../../../../../src/packet/address.ts'

const address = (n: number) => n as Ipv4

describe('a recent table', () => {
  it('keeps a hundred addresses: the least recently seen goes', () => {
    const table = new RecentTable('x', undefined, 32)
    for (let n = 0; n < 100; n += 1) table.see(address(n), n, undefined)
    table.see(address(0), 200, undefined)
    table.see(address(100), 201, undefined)
    expect(table.size).toBe(100)
    expect(table.get(address(0))).toBeDefined()
    expect(table.get(address(1))).toBeUndefined()
  })

  it('keeps so many stamps of an address', () => {
    const table = new RecentTable('x', undefined, 2)
    for (const nowMs of [1, 2, 3]) table.see(address(1), nowMs, undefined)
    expect(table.get(address(1))?.stamps).toEqual([2, 3])
  })

  it('reaps the least recently seen alone, if it is old enough', () => {
    const table = new RecentTable('x', undefined, 32)
    for (const nowMs of [1, 2, 3]) table.see(address(nowMs), nowMs, undefined)
    table.reap(3, undefined, undefined)
    expect(table.entries().map((entry) => entry.address)).toEqual([2, 3])
    table.reap(3, address(2), undefined)
    table.reap(2, undefined, undefined)
    expect(table.size).toBe(2)
  })

  it('takes everything back, order and stamps', () => {
    const table = new RecentTable('x', undefined, 32)
    for (const nowMs of [1, 2, 3]) table.see(address(nowMs), nowMs, undefined)
    const before = table.entries()
    const journal = new Journal()
    table.see(address(1), 9, journal)
    table.remove(address(2), journal)
    table.reap(100, undefined, journal)
    journal.rollBack()
    expect(table.entries()).toEqual(before)
  })
})

describe('the recent tables of a node', () => {
  it('live as long as somebody names them', () => {
    const tables = new RecentTables()
    const table = tables.acquire('x', undefined, 0)
    table.see(address(1), 0, undefined)
    expect(tables.acquire('x', undefined, 0)).toBe(table)
    tables.release('x')
    expect(tables.get('x')?.size).toBe(1)
    tables.release('x')
    expect(tables.get('x')).toBeUndefined()
    expect(tables.size).toBe(0)
  })

  it('stand in one list, new ones at its end', () => {
    const tables = new RecentTables()
    const [a, b] = ['a', 'b', 'c'].map((name) => tables.acquire(name, undefined, 0))
    const position = (name: string) => tables.positionOf(tables.acquire(name, undefined, 0))
    expect(['a', 'b', 'c'].map(position)).toEqual([1, 2, 3])
    for (const table of [a, a, b]) tables.release(table?.name ?? '')
    expect(['c', 'd', 'a', 'b'].map(position)).toEqual([2, 3, 4, 1])
  })

  it('are emptied by a --hitcount beyond what they keep', () => {
    const tables = new RecentTables()
    tables.acquire('x', undefined, 0).see(address(1), 0, undefined)
    expect(tables.acquire('x', undefined, 20).size).toBe(1)
    expect(tables.acquire('x', undefined, 33).size).toBe(0)
    expect([...tables].map(({ name, stampCountMax }) => [name, stampCountMax])).toEqual([['x', 64]])
  })
})
