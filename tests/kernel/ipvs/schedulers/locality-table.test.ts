import { expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { LocalityTable } from '../../../../src/kernel/ipvs/schedulers/locality-table.ts'
import { parseAddress } from '../../../../src/packet/address.ts'
import { serversOf } from '../some-servers.ts'

const one = parseAddress('10.0.0.1')
const hertz = 250
const seconds = (count: number) => count * hertz
const tableOf = (expirationSeconds: number, bornSeconds = 0) =>
  new LocalityTable(hertz, seconds(bornSeconds), () => expirationSeconds)
const entryOf = (usedSeconds: number) => ({
  servers: serversOf({}),
  lastUse: seconds(usedSeconds),
  lastChange: seconds(usedSeconds),
})

// The timer of 60 s fires every 61.44 s (multiples of 512 ticks); the 30th time is at 1,843.2 s.
it.each([
  { at: 1842, expiration: 100, known: true },
  { at: 1844, expiration: 100, known: false },
  { at: 1844, expiration: 2000, known: true },
  { at: 3690, expiration: 2000, known: false },
])('after $at s with $expiration s: known is $known', ({ at, expiration, known }) => {
  const table = tableOf(expiration)
  table.set(one, entryOf(0), undefined)
  expect(table.find(one, seconds(at)) !== undefined).toBe(known)
})

it('counts from when the scheduler began', () => {
  const table = tableOf(100, 1000)
  table.set(one, entryOf(1000), undefined)
  expect(table.find(one, seconds(2800))).toBeDefined()
  expect(table.find(one, seconds(2850))).toBeUndefined()
})

it('holds the servers that it remembers', () => {
  const table = tableOf(100)
  const entry = entryOf(0)
  const references = () => entry.servers.map((server) => server.references)
  table.set(one, entry, undefined)
  expect(references()).toEqual([1])
  const journal = new Journal()
  table.clear(journal)
  expect([references(), table.peek(one)]).toEqual([[0], undefined])
  journal.rollBack()
  expect([references(), table.peek(one)]).toEqual([[1], entry])
})
