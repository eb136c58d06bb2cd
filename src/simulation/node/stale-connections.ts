import type { ConnectionTable } from '../../kernel/netfilter/connections/connection-table.ts'
import { formatAddress } from '../../packet/address.ts'
import { protocolNumber } from '../../packet/protocol.ts'
import type { ConntrackFlow } from '../../proxy/node/conntrack-cleanup.ts'

/** What a kube-proxy says of connections. */
export interface ConnectionCleaner {
  /** Those that it deletes. */
  staleFlows<Flow extends ConntrackFlow>(flows: readonly Flow[]): readonly Flow[]
}

interface FlowOfSlot extends ConntrackFlow {
  readonly slot: number
}

/**
 * kube-proxy lists the UDP connections of its family and deletes the stale ones, by netlink
 * (pkg/proxy/conntrack/conntrack.go). Returns how many went.
 */
export function deleteStaleConnections(
  table: ConnectionTable,
  cleaner: ConnectionCleaner,
  nowMs: number,
): number {
  const stale = cleaner.staleFlows(udpFlows(table, nowMs))
  for (const { slot } of stale) table.remove(slot, undefined)
  return stale.length
}

/** `conntrack -F`: returns how many went. */
export function flushConnections(table: ConnectionTable): number {
  let count = 0
  for (let slot = 0; slot < table.slotCount; slot += 1)
    if (table.isLinked(slot)) {
      table.remove(slot, undefined)
      count += 1
    }
  return count
}

function udpFlows(table: ConnectionTable, nowMs: number): FlowOfSlot[] {
  const flows: FlowOfSlot[] = []
  for (let slot = 0; slot < table.slotCount; slot += 1)
    if (
      table.isLinked(slot) &&
      table.expiresMs(slot) > nowMs &&
      table.protocol(slot) === protocolNumber.udp
    )
      flows.push(flowOf(table, slot))
  return flows
}

function flowOf(table: ConnectionTable, slot: number): FlowOfSlot {
  const original = slot * 2
  const reply = original + 1
  return {
    slot,
    protocol: 'udp',
    source: formatAddress(table.source(original)),
    destination: formatAddress(table.destination(original)),
    sourcePort: table.ports(original) >>> 16,
    destinationPort: table.ports(original) & 0xffff,
    replySource: formatAddress(table.source(reply)),
    replyDestination: formatAddress(table.destination(reply)),
    replySourcePort: table.ports(reply) >>> 16,
    replyDestinationPort: table.ports(reply) & 0xffff,
  }
}
