import type { InstantMs } from '../../../base/clock.ts'
import type { ConnectionTracker } from '../connection-tracker.ts'
import { type ConnectionView, connectionStatus, type HookContext, type Tuple } from '../hook.ts'
import type { SocketBuffer } from '../socket-buffer.ts'
import { isIcmp } from '../tuple-ports.ts'

/** What matches, targets and IPVS may know and change of a packet's connection. */
export class TrackedConnections implements ConnectionView {
  readonly #tracker: ConnectionTracker

  constructor(tracker: ConnectionTracker) {
    this.#tracker = tracker
  }

  mark(buffer: SocketBuffer): number {
    return buffer.connection < 0 ? 0 : this.#table(buffer).mark(buffer.connection)
  }

  setMark(buffer: SocketBuffer, mark: number, context: HookContext): void {
    if (buffer.connection < 0) return
    const table = this.#table(buffer)
    table.save(buffer.connection, context.journal)
    table.setMark(buffer.connection, mark)
  }

  status(buffer: SocketBuffer): number {
    return buffer.connection < 0 ? 0 : this.#table(buffer).status(buffer.connection)
  }

  tuple(buffer: SocketBuffer, direction: 'original' | 'reply'): Tuple | undefined {
    if (buffer.connection < 0) return undefined
    const table = this.#table(buffer)
    const node = buffer.connection * 2 + (direction === 'reply' ? 1 : 0)
    const protocol = table.protocol(buffer.connection)
    const ports = table.ports(node)
    return {
      protocol,
      source: table.source(node),
      sourcePort: ports >>> 16,
      destination: table.destination(node),
      destinationPort: isIcmp(protocol) ? ports >>> 16 : ports & 0xffff,
    }
  }

  expiresInMs(buffer: SocketBuffer, nowMs: InstantMs): number | undefined {
    if (buffer.connection < 0) return undefined
    return Math.max(0, this.#table(buffer).expiresMs(buffer.connection) - nowMs)
  }

  alterReply(buffer: SocketBuffer, reply: Tuple, context: HookContext): boolean {
    const slot = buffer.connection
    if (slot < 0) return false
    const table = this.#table(buffer)
    if ((table.status(slot) & connectionStatus.confirmed) !== 0) return false
    const ports = isIcmp(reply.protocol)
      ? (reply.sourcePort << 16) | (table.ports(slot * 2 + 1) & 0xffff)
      : (reply.sourcePort << 16) | reply.destinationPort
    table.save(slot, context.journal)
    this.#tracker.replyKnownFree = -1
    table.setKey(reply.protocol, reply.source, reply.destination, ports)
    table.setReplyToKey(slot)
    return true
  }

  #table(buffer: SocketBuffer) {
    return this.#tracker.tableOf(buffer.packet)
  }
}
