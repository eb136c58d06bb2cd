import type { ConnectionTable } from '../../kernel/netfilter/connections/connection-table.ts'
import type { LivingNode } from '../cluster/living-node.ts'
import type { EmulatedNode } from '../node/emulated-node.ts'
import type { TableSizes } from './run-result.ts'

/** Entries of a node's kernel that have not expired. */
export function tableSizesOf({ emulated }: LivingNode, nowMs: number): TableSizes {
  const { tracker } = emulated.kernel
  for (const mode of emulated.modes) if (mode.mode === 'ipvs') mode.ipvs.engine.advance(nowMs)
  return {
    conntrackEntries: liveCount(tracker.ipv4, nowMs) + liveCount(tracker.ipv6, nowMs),
    ipvsConnections: ipvsConnectionsOf(emulated),
  }
}

function liveCount(table: ConnectionTable, nowMs: number): number {
  let count = 0
  for (let slot = 0; slot < table.slotCount; slot += 1)
    if (table.isLinked(slot) && table.expiresMs(slot) > nowMs) count += 1
  return count
}

/** Both families share one engine. */
function ipvsConnectionsOf({ modes }: EmulatedNode): number {
  const mode = modes.find((one) => one.mode === 'ipvs')
  if (mode?.mode !== 'ipvs') return 0
  const { tables } = mode.ipvs.engine.connections
  return tables.IPv4.count + tables.IPv6.count
}
