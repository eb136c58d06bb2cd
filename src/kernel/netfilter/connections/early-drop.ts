import type { InstantMs } from '../../../base/clock.ts'
import type { Journal } from '../../../base/journal.ts'
import { connectionStatus } from '../hook.ts'
import type { ConnectionTable } from './connection-table.ts'

/** Early drop looks into 8 buckets (NF_CT_EVICTION_RANGE); a full table has two nodes to a bucket. */
const evictionRange = 16

/**
 * Makes room in a full table: near the place of the key that was looked up last, the first connection that
 * has expired, or that nobody has answered for (nf_conntrack_core.c early_drop). False: there is none.
 */
export function dropEarly(
  table: ConnectionTable,
  nowMs: InstantMs,
  journal: Journal | undefined,
): boolean {
  for (const node of table.nodesNearKey(evictionRange)) {
    const slot = node >> 1
    const kept = (table.status(slot) & connectionStatus.assured) !== 0
    if (kept && !table.isExpired(slot, nowMs)) continue
    table.remove(slot, journal)
    return true
  }
  return false
}
