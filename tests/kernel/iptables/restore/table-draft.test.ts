import { describe, expect, it } from 'vitest'
import { TableDraft } from '../../../../src/kernel/iptables/restore/table-draft.ts'
import { engineWith } from '../packets.ts'

function draft() {
  const table = engineWith('-A FORWARD -j a\n-A a -j b\n-A b -j DROP').table('filter')
  if (table === undefined) throw new Error('no table')
  return new TableDraft(table)
}

describe('a change of a table that has not happened yet', () => {
  it('knows its chains', () => {
    const change = draft()
    change.create('c')
    change.remove('a')
    expect(change.names()).toEqual(['INPUT', 'FORWARD', 'OUTPUT', 'b', 'c'])
    expect([change.has('a'), change.has('c'), change.isBuiltin('INPUT')]).toEqual([
      false,
      true,
      true,
    ])
    expect(change.table.chains.has('a')).toBe(true)
  })

  it('counts chains that lead to another, also after a change', () => {
    const change = draft()
    expect([...change.references()]).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    change.reopen('FORWARD').change([])
    expect(change.references().get('a')).toBeUndefined()
  })

  it('has nothing to do until something is changed', () => {
    const change = draft()
    change.reopen('a')
    expect(change.changesAnything()).toBe(false)
    change.reopen('a').change([])
    expect(change.changesAnything()).toBe(true)
  })

  it('clears all but the built-in chains', () => {
    const change = draft()
    change.clear()
    expect(change.names()).toEqual(['INPUT', 'FORWARD', 'OUTPUT'])
    expect(change.rulesOf('FORWARD')).toEqual([])
  })
})
