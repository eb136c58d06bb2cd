import type { Table } from '../engine/table.ts'
import { TableDraft } from '../restore/table-draft.ts'
import type { DumpTable } from './dump.ts'

/** The change that makes a live table what the dump says. */
export function draftOfDump(dump: DumpTable, table: Table): TableDraft {
  const draft = new TableDraft(table)
  for (const name of draft.names()) {
    const chain = draft.open(name, unreachable)
    draft.flush(chain)
    if (chain.policy === undefined) draft.remove(name)
  }
  for (const { name, policy, packets, bytes, rules, lines } of dump.chains.values()) {
    const chain = draft.has(name) ? draft.open(name, unreachable) : draft.create(name)
    chain.rules = [...rules]
    chain.lines = [...lines]
    chain.rulesChanged = true
    if (policy !== undefined) {
      chain.policy = policy
      chain.counters = { packets, bytes }
    }
    for (const rule of rules) draft.refer(rule, 1)
  }
  return draft
}

function unreachable(found: string): never {
  throw new Error(`bug: ${found}`)
}
