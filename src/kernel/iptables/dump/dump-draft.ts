import type { Table } from '../engine/table.ts'
import { TableDraft } from '../restore/table-draft.ts'
import type { DumpTable } from './dump.ts'

/** The change that makes a live table what the dump says. */
export function draftOfDump(dump: DumpTable, table: Table): TableDraft {
  const draft = new TableDraft(table)
  draft.clear()
  for (const { name, policy, packets, bytes, rules } of dump.chains.values()) {
    const chain = draft.has(name) ? draft.reopen(name) : draft.create(name)
    chain.change(rules)
    if (policy === undefined) continue
    chain.policy = policy
    chain.counters = { packets, bytes }
  }
  return draft
}
