import type { InstantMs } from '../../../base/clock.ts'
import type { Journal } from '../../../base/journal.ts'
import { connectionStatus } from '../hook.ts'
import type { ConnectionTable } from './connection-table.ts'

/** How many neighbouring buckets early drop looks into: NF_CT_EVICTION_RANGE. */
const evictionRange = 8

/**
 * Makes room in a full table: near the bucket of the key that was looked up last, the first connection that
 * has expired, or that nobody has answered for (nf_conntrack_core.c early_drop). False: there is none.
 */
export function dropEarly(
  table: ConnectionTable,
  nowMs: InstantMs,
  journal: Journal | undefined,
): boolean {
  const first = table.bucketOfKey()
  for (let step = 0; step < evictionRange; step += 1)
    for (const node of table.nodesIn((first + step) % table.bucketCount)) {
      const slot = node >> 1
      const kept = (table.status(slot) & connectionStatus.assured) !== 0
      if (kept && table.expiresMs(slot) > nowMs) continue
      table.remove(slot, journal)
      return true
    }
  return false
}
