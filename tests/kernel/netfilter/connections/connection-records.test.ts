import { describe, expect, it } from 'vitest'
import { ConnectionTable } from '../../../../src/kernel/netfilter/connections/connection-table.ts'
import { parseAddress } from '../../../../src/packet/address.ts'

function oneConnection(words: 1 | 4, source: string, destination: string) {
  const table = new ConnectionTable(words)
  table.setKey(6, parseAddress(source), parseAddress(destination), (5_000 << 16) | 80)
  return { table, slot: table.allocate((80 << 16) | 5_000, 1_000, undefined) }
}

describe.each([
  { family: 'IPv4', words: 1, source: '10.0.0.1', destination: '200.0.0.2' },
  { family: 'IPv6', words: 4, source: 'fd00::1', destination: 'ff00::ffff:2' },
] as const)('a record of a connection, $family', ({ words, source, destination }) => {
  it('holds both tuples', () => {
    const { table, slot } = oneConnection(words, source, destination)
    expect(table.source(slot * 2)).toBe(parseAddress(source))
    expect(table.destination(slot * 2)).toBe(parseAddress(destination))
    expect(table.source(slot * 2 + 1)).toBe(parseAddress(destination))
    expect(table.destination(slot * 2 + 1)).toBe(parseAddress(source))
    expect(table.ports(slot * 2 + 1)).toBe((80 << 16) | 5_000)
  })

  it('keeps its fields apart', () => {
    const { table, slot } = oneConnection(words, source, destination)
    table.setState(slot, 9)
    table.addStatus(slot, 0x1ff)
    table.setMark(slot, 0xffff_ffff)
    table.renew(slot, 1_000, 5_000)
    table.setExtra(slot, -1)
    expect(table.protocol(slot)).toBe(6)
    expect(table.state(slot)).toBe(9)
    expect(table.status(slot)).toBe(0x1ff)
    expect(table.mark(slot)).toBe(0xffff_ffff)
    expect(table.expiresMs(slot)).toBe(6_000)
    expect(table.isExpired(slot, 5_999)).toBe(false)
    expect(table.isExpired(slot, 6_000)).toBe(true)
    expect(table.ageMs(slot, 3_500)).toBe(2_500)
    expect(table.isAllocated(slot)).toBe(true)
    expect(table.isLinked(slot)).toBe(false)
  })
})
