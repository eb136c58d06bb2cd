import type { InstantMs } from '../../../base/clock.ts'
import { familyOf } from '../../../packet/address.ts'
import type { ConnectionTracker } from '../../netfilter/connection-tracker.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'

/**
 * Forgets the conntrack entry of an IPVS connection that ends (ip_vs_conn_drop_conntrack), so that the next
 * packet of the flow is a first one again, for the nat rules too.
 */
export function dropConntrackEntry(
  tracker: ConnectionTracker,
  table: ConnectionTable,
  slot: number,
  nowMs: InstantMs,
): void {
  const clientPort = table.clientPort(slot)
  if (clientPort === 0) return
  const client = table.client(slot)
  const entries = familyOf(client) === 'IPv4' ? tracker.ipv4 : tracker.ipv6
  const ports = (clientPort << 16) | table.virtualPort(slot)
  entries.setKey(table.protocol(slot), client, table.virtual(slot), ports)
  const node = entries.find(nowMs, undefined)
  if (node >= 0) entries.remove(node >> 1, undefined)
}
