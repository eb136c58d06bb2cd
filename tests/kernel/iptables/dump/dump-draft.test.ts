import { describe, expect, it } from 'vitest'
import { draftOfDump } from '../../../../src/kernel/iptables/dump/dump-draft.ts'
import { readDump } from '../../../../src/kernel/iptables/dump/dump-reader.ts'
import { Table } from '../../../../src/kernel/iptables/engine/table.ts'
import { save } from './examples.ts'

describe('the change that a dump makes', () => {
  it('names every chain, with policy and counters of the built-in ones', () => {
    const [dump] = readDump(save, 'f').tables
    if (dump === undefined) throw new Error('no table')
    const draft = draftOfDump(dump, new Table('nat', true))
    expect(draft.names().sort()).toEqual([...dump.chains.keys()].sort())
    expect(draft.changed.get('PREROUTING')).toMatchObject({
      policy: 'ACCEPT',
      counters: { packets: 12, bytes: 720 },
    })
    expect(draft.rulesOf('KUBE-SVC-A')).toHaveLength(2)
  })
})
