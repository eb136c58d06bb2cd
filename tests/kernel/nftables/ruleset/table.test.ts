import { describe, expect, it } from 'vitest'
import {
  byHandle,
  Ruleset,
  Table,
  tableKey,
} from '../../../../src/kernel/nftables/ruleset/table.ts'

describe('tables', () => {
  it('of one name are told apart by their family', () => {
    const ruleset = new Ruleset()
    const table = new Table('ip', 't', 1)
    ruleset.tables.set(tableKey('ip', 't'), table)
    expect(ruleset.table('ip', 't')).toBe(table)
    expect(ruleset.table('ip6', 't')).toBeUndefined()
  })

  it('give every handle once, from 1 on', () => {
    const table = new Table('inet', 't', 9)
    expect([table.nextHandle(), table.nextHandle(), table.lastHandle]).toEqual([1, 2, 2])
  })

  it('are listed oldest first, however they are kept', () => {
    const tables = [3, 1, 2].map((handle) => new Table('ip', `t${handle}`, handle))
    const kept = new Map(tables.map((table) => [table.name, table]))
    expect(byHandle(kept).map(({ name }) => name)).toEqual(['t1', 't2', 't3'])
  })
})
