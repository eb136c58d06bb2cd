import type { InstantMs } from '../../base/clock.ts'
import { type Address, formatAddress } from '../../packet/address.ts'
import { formatProtocol, protocolNumber } from '../../packet/protocol.ts'
import type { ConnectionTable } from './connections/connection-table.ts'
import { sctpStateNames } from './connections/sctp-tracking.ts'
import { tcpStateNames } from './connections/tcp-tracking.ts'
import { connectionStatus } from './hook.ts'
import { hasPorts, isIcmp } from './tuple-ports.ts'

/** One line of `conntrack -L`; `extended` as with `-o extended`, the layer 3 protocol in front. */
export function describeConnection(
  table: ConnectionTable,
  slot: number,
  nowMs: InstantMs,
  extended = false,
): string {
  const protocol = table.protocol(slot)
  const status = table.status(slot)
  const name = protocol === protocolNumber.icmpv6 ? 'icmpv6' : formatProtocol(protocol)
  const known = hasPorts(protocol) || isIcmp(protocol)
  const family = table.addressWords === 1 ? 'ipv4     2 ' : 'ipv6     10 '
  const left = Math.max(0, Math.trunc((table.expiresMs(slot) - nowMs) / 1_000))
  const parts = [`${(known ? name : 'unknown').padEnd(8)} ${protocol} ${left}`]
  const state = stateName(protocol, table.state(slot))
  if (state !== undefined) parts.push(state)
  parts.push(describeTuple(table, slot * 2))
  if ((status & connectionStatus.seenReply) === 0) parts.push('[UNREPLIED]')
  parts.push(describeTuple(table, slot * 2 + 1))
  if ((status & connectionStatus.assured) !== 0) parts.push('[ASSURED]')
  parts.push(`mark=${table.mark(slot)}`, 'use=1')
  return `${extended ? family : ''}${parts.join(' ')}`
}

/** All confirmed connections that have not expired, as `conntrack -L` prints them, oldest slot first. */
export function listConnections(
  table: ConnectionTable,
  nowMs: InstantMs,
  extended = false,
): string[] {
  return liveConnections(table, nowMs).map((slot) =>
    describeConnection(table, slot, nowMs, extended),
  )
}

/** `conntrack -D`: what must agree for an entry to go; what is left out agrees with all. */
export interface ConnectionFilter {
  readonly protocol?: number
  readonly originalSource?: Address
  readonly originalDestination?: Address
  readonly originalDestinationPort?: number
  readonly replySource?: Address
  readonly replySourcePort?: number
}

/** Deletes the connections that any of the filters names. Returns how many went. */
export function deleteConnections(
  table: ConnectionTable,
  filters: readonly ConnectionFilter[],
  nowMs: InstantMs,
): number {
  const gone = liveConnections(table, nowMs).filter((slot) =>
    filters.some((filter) => isNamed(table, slot, filter)),
  )
  for (const slot of gone) table.remove(slot, undefined)
  return gone.length
}

function liveConnections(table: ConnectionTable, nowMs: InstantMs): number[] {
  const slots: number[] = []
  for (let slot = 0; slot < table.slotCount; slot += 1)
    if (table.isLinked(slot) && table.expiresMs(slot) > nowMs) slots.push(slot)
  return slots
}

function isNamed(table: ConnectionTable, slot: number, filter: ConnectionFilter): boolean {
  const original = slot * 2
  const reply = original + 1
  const agrees = <T>(wanted: T | undefined, found: T) => wanted === undefined || wanted === found
  return (
    agrees(filter.protocol, table.protocol(slot)) &&
    agrees(filter.originalSource, table.source(original)) &&
    agrees(filter.originalDestination, table.destination(original)) &&
    agrees(filter.originalDestinationPort, table.ports(original) & 0xffff) &&
    agrees(filter.replySource, table.source(reply)) &&
    agrees(filter.replySourcePort, table.ports(reply) >>> 16)
  )
}

function stateName(protocol: number, state: number): string | undefined {
  if (protocol === protocolNumber.tcp) return tcpStateNames[state]
  return protocol === protocolNumber.sctp ? sctpStateNames[state] : undefined
}

function describeTuple(table: ConnectionTable, node: number): string {
  const addresses = `src=${formatAddress(table.source(node))} dst=${formatAddress(table.destination(node))}`
  const protocol = table.protocol(node >> 1)
  const ports = table.ports(node)
  if (isIcmp(protocol))
    return `${addresses} type=${(ports >>> 8) & 0xff} code=${ports & 0xff} id=${ports >>> 16}`
  if (!hasPorts(protocol)) return addresses
  return `${addresses} sport=${ports >>> 16} dport=${ports & 0xffff}`
}
