import { expect, it } from 'vitest'
import { ConnectionTable } from '../../../../src/kernel/ipvs/connections/connection-table.ts'
import { parseAddress } from '../../../../src/packet/address.ts'

const [client, virtual] = [parseAddress('10.1.0.1'), parseAddress('10.96.0.10')]

it('of two records with one key the newer is found, however the table has grown', () => {
  const table = new ConnectionTable(1, 0)
  const pairs = Array.from({ length: 3000 }, (_, port) =>
    [0, 1].map(() => table.create(6, client, port, virtual, 80, 0, undefined)),
  )
  for (const [port, [, newer]] of pairs.entries())
    expect(table.findInput(6, client, port, virtual, 80)).toBe(newer)
})

it('counts records and hash table', () => {
  const table = new ConnectionTable(1, 0)
  const empty = table.bytes
  table.create(6, client, 1, virtual, 80, 0, undefined)
  expect([empty, table.bytes]).toEqual([4096, 4096 + 4096 * 52])
})
