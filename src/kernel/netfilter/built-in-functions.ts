import type { Address } from '../../packet/address.ts'
import type { AddressTranslation } from './address-translation.ts'
import { describeConnection } from './connection-listing.ts'
import type { ConnectionTracker } from './connection-tracker.ts'
import {
  accept,
  type Hook,
  type HookContext,
  type HookFunction,
  hookPriority,
  type Verdict,
} from './hook.ts'
import type { SocketBuffer } from './socket-buffer.ts'
import { isIcmp } from './tuple-ports.ts'
import type { Manipulation } from './unique-tuple.ts'

const tableFull: Verdict = { kind: 'drop', reason: 'nf_conntrack: table full, dropping packet' }
const moved: Verdict = {
  kind: 'drop',
  reason: 'masqueraded on another interface: the connection is forgotten, and this packet with it',
}
const tupleTaken: Verdict = {
  kind: 'drop',
  reason: 'another connection has the same tuple (conntrack insert_failed)',
}

/** conntrack on PREROUTING and OUTPUT: says which connection the packet belongs to. */
export function createTrackFunction(tracker: ConnectionTracker): HookFunction {
  return {
    name: 'conntrack',
    priority: hookPriority.conntrack,
    run(buffer, _hook, context) {
      if (!tracker.track(buffer, context)) return tableFull
      if (context.trace !== undefined) traceConnection(tracker, buffer, context)
      return accept
    },
  }
}

/** conntrack at the end of INPUT and POSTROUTING: from now on the connection can be found. */
export function createConfirmFunction(tracker: ConnectionTracker): HookFunction {
  return {
    name: 'conntrack confirm',
    priority: hookPriority.conntrackConfirm,
    run: (buffer, _hook, context) => (tracker.confirm(buffer, context) ? accept : tupleTaken),
  }
}

/**
 * NAT on one hook (nf_nat_inet_fn): asks the tables for a connection's first packet until it is bound,
 * binds it to itself if none of them cared, and rewrites every packet.
 */
export function createNatFunction(
  translation: AddressTranslation,
  manipulation: Manipulation,
  tables: readonly HookFunction[],
): HookFunction {
  const bindFirst = (buffer: SocketBuffer, hook: Hook, context: HookContext): Verdict => {
    for (const table of tables) {
      const verdict = table.run(buffer, hook, context)
      if (verdict.kind !== 'accept') return verdict
      if (translation.isBound(buffer, manipulation)) return accept
    }
    translation.bindNull(buffer, manipulation, context)
    return accept
  }
  return {
    name: 'nat',
    priority: manipulation === 'source' ? hookPriority.sourceNat : hookPriority.destinationNat,
    run(buffer, hook, context) {
      if (buffer.connection < 0 || translation.staysAsItIs(buffer)) return accept
      let fresh = false
      if (mayBind(buffer) && !translation.isBound(buffer, manipulation)) {
        const verdict = bindFirst(buffer, hook, context)
        if (verdict.kind !== 'accept') return verdict
        fresh = true
      }
      if (manipulation === 'source' && hook === 'postrouting' && translation.hasMoved(buffer)) {
        translation.forget(buffer, context)
        return moved
      }
      if (context.trace === undefined) translation.translate(buffer, manipulation)
      else traceTranslation(translation, buffer, manipulation, fresh, context)
      return accept
    },
  }
}

/** ICMP errors never ask the tables; a RST that REJECT sends does, on its first packet's behalf. */
function mayBind({ connectionState, packet }: SocketBuffer): boolean {
  return (
    connectionState !== 'ESTABLISHED' && !(connectionState === 'RELATED' && isIcmp(packet.protocol))
  )
}

function traceConnection(
  tracker: ConnectionTracker,
  buffer: SocketBuffer,
  context: HookContext,
): void {
  const state = buffer.connectionState ?? 'INVALID'
  const { connection } = buffer
  const table = tracker.tableOf(buffer.packet)
  context.trace?.step(
    connection < 0
      ? { kind: 'conntrack', state }
      : { kind: 'conntrack', state, entry: describeConnection(table, connection, context.nowMs) },
  )
}

function traceTranslation(
  translation: AddressTranslation,
  buffer: SocketBuffer,
  manipulation: Manipulation,
  fresh: boolean,
  context: HookContext,
): void {
  const end = (): { address: Address; port: number } =>
    manipulation === 'source'
      ? { address: buffer.packet.source, port: buffer.packet.sourcePort }
      : { address: buffer.packet.destination, port: buffer.packet.destinationPort }
  const from = end()
  if (!translation.translate(buffer, manipulation)) return
  const to = end()
  if (from.address === to.address && from.port === to.port) return
  context.trace?.step({ kind: 'nat', manipulation, from, to, fresh })
}
