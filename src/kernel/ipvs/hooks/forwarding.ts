import type { Address } from '../../../packet/address.ts'
import type { ConnectionTracker } from '../../netfilter/connection-tracker.ts'
import {
  accept,
  connectionStatus,
  type Hook,
  type HookContext,
  type Verdict,
} from '../../netfilter/hook.ts'
import { isLoopback } from '../../netfilter/network-interface.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import { hasPorts } from '../../netfilter/tuple-ports.ts'
import { connectionFlag } from '../connections/connection-records.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'

/** An end of the translation: a server's, or the virtual server's. */
export interface TranslatedEnd {
  readonly address: Address
  readonly port: number
}

/** The connection that a packet is translated for. */
export interface ConnectionPlace {
  readonly table: ConnectionTable
  readonly slot: number
}

/**
 * Sends packets on after IPVS has said where (net/netfilter/ipvs/ip_vs_xmit.c, ip_vs_nfct.c). With
 * net.ipv4.vs.conntrack=1 conntrack goes on knowing the connection; without it the packet is tracked no more.
 */
export class Forwarding {
  readonly #tracker: ConnectionTracker

  constructor(tracker: ConnectionTracker) {
    this.#tracker = tracker
  }

  /** Whether this packet may go to that server; undefined: yes (crosses_local_route_boundary, ip_vs_nat_xmit). */
  refusal(
    server: Address,
    buffer: SocketBuffer,
    hook: Hook,
    context: HookContext,
  ): string | undefined {
    const local = isHere(server, context)
    if (local && isLoopback(server) && hook !== 'output')
      return 'a packet from outside does not go to a loopback server'
    if (!local && isLoopback(buffer.packet.source))
      return 'a loopback source does not leave the node'
    return undefined
  }

  /**
   * The packet has its server as the destination by now (ip_vs_nat_send_or_cont). A server on the node itself
   * gets it at once; to all others it goes by OUTPUT and POSTROUTING, where it can be masqueraded.
   */
  towardsServer(
    buffer: SocketBuffer,
    server: TranslatedEnd,
    place: ConnectionPlace,
    context: HookContext,
  ): Verdict {
    buffer.ipvsProperty = true
    this.#tellConntrack(buffer, 'source', server, place, context)
    if (isHere(server.address, context)) return accept
    return { kind: 'stolen', by: 'ipvs', continueAt: 'output' }
  }

  /** The packet has the virtual server as its source by now (handle_response). */
  towardsClient(
    buffer: SocketBuffer,
    virtual: TranslatedEnd,
    place: ConnectionPlace,
    context: HookContext,
  ): Verdict {
    buffer.ipvsProperty = true
    this.#tellConntrack(buffer, 'destination', virtual, place, context)
    return accept
  }

  /** ip_vs_update_conntrack: a new entry expects its answers from the server; an old one stays as it is. */
  #tellConntrack(
    buffer: SocketBuffer,
    end: 'source' | 'destination',
    { address, port }: TranslatedEnd,
    { table, slot }: ConnectionPlace,
    context: HookContext,
  ): void {
    if (!table.has(slot, connectionFlag.conntrack)) {
      this.#tracker.release(buffer, context)
      buffer.connectionState = 'UNTRACKED'
      return
    }
    // Nearly always: only a new entry can be told.
    if ((context.connections.status(buffer) & connectionStatus.confirmed) !== 0) return
    const reply = context.connections.tuple(buffer, 'reply')
    if (reply === undefined) return
    const ports = hasPorts(reply.protocol)
    const altered =
      end === 'source'
        ? { ...reply, source: address, ...(ports ? { sourcePort: port } : {}) }
        : { ...reply, destination: address, ...(ports ? { destinationPort: port } : {}) }
    context.connections.alterReply(buffer, altered, context)
  }
}

function isHere(address: Address, { host }: HookContext): boolean {
  return host.addressType(address) === 'LOCAL'
}
