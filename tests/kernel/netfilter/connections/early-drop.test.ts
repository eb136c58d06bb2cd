import { expect, it } from 'vitest'
import { dropEarly } from '../../../../src/kernel/netfilter/connections/early-drop.ts'
import { connectionStatus } from '../../../../src/kernel/netfilter/hook.ts'

const tableWith = (status: number, expiresMs: number) => {
  const removed: number[] = []
  const table = {
    nodesNearKey: () => [10],
    status: () => status,
    isExpired: (_slot: number, nowMs: number) => expiresMs <= nowMs,
    remove: (slot: number) => removed.push(slot),
  }
  return { table: table as never, removed }
}

it.each([
  { name: 'nobody has answered for', status: 0, expiresMs: 1_000, dropped: true },
  { name: 'has expired', status: connectionStatus.assured, expiresMs: 50, dropped: true },
  { name: 'is assured', status: connectionStatus.assured, expiresMs: 1_000, dropped: false },
])('a connection that $name is dropped early: $dropped', ({ status, expiresMs, dropped }) => {
  const { table, removed } = tableWith(status, expiresMs)
  expect(dropEarly(table, 100, undefined)).toBe(dropped)
  expect(removed).toEqual(dropped ? [5] : [])
})
