import { describe, expect, it } from 'vitest'
import { Table } from '../../../../src/kernel/iptables/engine/table.ts'
import { engineWith } from '../packets.ts'

describe('a table', () => {
  it('begins with its built-in chains', () => {
    expect([...new Table('nat', true).chains.keys()]).toEqual([
      'PREROUTING',
      'INPUT',
      'OUTPUT',
      'POSTROUTING',
    ])
  })

  it('says which rules lead to a chain', () => {
    const engine = engineWith(
      '-A FORWARD -j DROP\n-A FORWARD -p tcp -j a\n-A b -g a\n-A a -j RETURN',
    )
    const referrers = [...(engine.table('filter')?.referrers('a') ?? [])]
    expect(referrers.map(({ chain, number }) => `${chain} ${number}`)).toEqual(['FORWARD 2', 'b 1'])
  })
})
