import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { connectionFlag } from '../../../../src/kernel/ipvs/connections/connection-records.ts'
import { ConnectionTable } from '../../../../src/kernel/ipvs/connections/connection-table.ts'
import { type Address, parseAddress } from '../../../../src/packet/address.ts'

const virtual = parseAddress('10.96.0.10')
const client = (number: number): Address => parseAddress(`10.1.${number >> 8}.${number & 255}`)
const create = (table: ConnectionTable, number: number, port: number, journal?: Journal) =>
  table.create(6, client(number), port, virtual, 80, 0, journal)

describe('the connection table', () => {
  it('finds what was put in and not removed, however it has grown', () => {
    const table = new ConnectionTable(1, 0)
    const slots = Array.from({ length: 5000 }, (_, index) =>
      create(table, index % 500, 1000 + index),
    )
    slots.forEach((slot, index) => {
      if (index % 3 === 0) table.remove(slot, undefined)
    })
    const found = slots.map((_, index) =>
      table.findInput(6, client(index % 500), 1000 + index, virtual, 80),
    )
    expect(found).toEqual(slots.map((slot, index) => (index % 3 === 0 ? -1 : slot)))
    expect([...table.slots()]).toHaveLength(table.count)
  })

  it('finds an answer by its client, if the caller knows the server', () => {
    const table = new ConnectionTable(1, 0)
    const [one, other] = [create(table, 1, 1000), create(table, 1, 1000)]
    expect(table.findOutput(6, client(1), 1000, (slot) => slot === one)).toBe(one)
    expect(table.findOutput(6, client(1), 1000, () => true)).toBe(other)
    expect(table.findOutput(6, client(2), 1000, () => true)).toBe(-1)
  })

  it('keeps templates apart from connections, until they are invalid', () => {
    const table = new ConnectionTable(1, 0)
    const template = table.create(6, client(1), 0, virtual, 80, connectionFlag.template, undefined)
    expect(table.findInput(6, client(1), 0, virtual, 80)).toBe(-1)
    expect(table.findTemplate(6, client(1), virtual, 80)).toBe(template)
    expect(table.findTemplate(6, client(1), virtual, 81)).toBe(-1)
    const journal = new Journal()
    table.invalidate(template, journal)
    expect(table.findTemplate(6, client(1), virtual, 80)).toBe(-1)
    journal.rollBack()
    expect(table.findTemplate(6, client(1), virtual, 80)).toBe(template)
  })

  it('holds IPv6 too', () => {
    const table = new ConnectionTable(4, 0)
    const [one, two] = [parseAddress('fd00::1'), parseAddress('fd00:96::a')]
    const slot = table.create(17, one, 9, two, 53, 0, undefined)
    expect(table.findInput(17, one, 9, two, 53)).toBe(slot)
    expect([table.client(slot), table.virtual(slot)]).toEqual([one, two])
  })

  it('takes at most 64 bytes a connection for IPv4, 112 for IPv6', () => {
    for (const [words, most] of [
      [1, 64],
      [4, 112],
    ] as const) {
      const table = new ConnectionTable(words, 0)
      const address = (number: number) =>
        words === 1
          ? client(number & 0xffff)
          : parseAddress(`fd00::${(number & 0xffff).toString(16)}`)
      for (let number = 0; number < 65_536; number += 1)
        table.create(6, address(number), 1 + (number >> 4), address(1), 80, 0, undefined)
      expect(table.bytes / table.count).toBeLessThanOrEqual(most)
    }
  })

  it('is as before when the journal rolls back', () => {
    const steps = fc.array(
      fc.record({ kind: fc.constantFrom('create', 'remove', 'save'), number: fc.nat(20) }),
    )
    fc.assert(
      fc.property(steps, steps, (before, tried) => {
        const table = new ConnectionTable(1, 0)
        const play = (list: typeof before, journal?: Journal) => {
          for (const { kind, number } of list) {
            const slot = table.findInput(6, client(number), 7, virtual, 80)
            if (kind === 'create')
              table.wheel.arm(create(table, number, 7, journal), 0, 100 + number)
            else if (slot >= 0 && kind === 'remove') table.remove(slot, journal)
            else if (slot >= 0) {
              table.save(slot, journal)
              table.setTimeout(slot, table.timeout(slot) + 1)
              table.wheel.arm(slot, 0, 9)
            }
          }
        }
        const picture = () =>
          [...table.slots()]
            .map((slot) => [table.client(slot), table.timeout(slot), table.fires(slot)].join(' '))
            .sort()
        play(before)
        const [want, count] = [picture(), table.count]
        const journal = new Journal()
        play(tried, journal)
        journal.rollBack()
        expect(picture()).toEqual(want)
        expect(table.count).toBe(count)
        let fired = 0
        for (
          let slots = table.wheel.advance(1000);
          slots.length > 0;
          slots = table.wheel.advance(1000)
        )
          fired += slots.length
        expect(fired).toBe(count)
      }),
    )
  })
})
