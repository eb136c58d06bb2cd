import type { HookContext } from '../netfilter/hook.ts'
import type { ConnectionTable } from './connections/connection-table.ts'
import type { RealServer } from './model/real-server.ts'
import type { VirtualServer } from './model/virtual-server.ts'

/** What IPVS needs of a hook's context. */
export type PacketContext = Pick<HookContext, 'nowMs' | 'chance' | 'journal' | 'visits'>

/** What the kernel knows of a packet besides its headers. */
export interface Arrival {
  /** fwmark. */
  readonly mark: number
  /** From the node itself: an answer of a server on the node is not scheduled. */
  readonly local: boolean
  /** Its conntrack entry: `old` is confirmed, older than this packet; `none` where conntrack is not at work. */
  readonly conntrack: 'none' | 'new' | 'old'
}

/**
 * What became of a packet. One object, valid until the next packet.
 *
 * - `accept`: not IPVS's affair, it goes on;
 * - `drop`: without a word;
 * - `reject`: no server available: ICMP (or ICMPv6) port unreachable, TCP too (ip_vs_leave);
 * - `forward`: to `server` (towards it), or from the virtual server's address (an answer).
 */
export interface Passage {
  verdict: 'accept' | 'drop' | 'reject' | 'forward'
  reason: string
  /** Where the connection is, if forwarded. That of a one-packet service is gone already. */
  table: ConnectionTable
  slot: number
  server: RealServer | undefined
  /** The port at the server: its own, or the one that the client asked for. */
  serverPort: number
  virtualServer: VirtualServer | undefined
  /** The connection was made for this packet. */
  isNew: boolean
  /** A template led to the server. */
  byTemplate: boolean
}

export function createPassage(table: ConnectionTable): Passage {
  return {
    verdict: 'accept',
    reason: '',
    table,
    slot: -1,
    server: undefined,
    serverPort: 0,
    virtualServer: undefined,
    isNew: false,
    byTemplate: false,
  }
}

/** Sets everything back but the table. */
export function settle(passage: Passage, verdict: Passage['verdict'], reason: string): Passage {
  passage.verdict = verdict
  passage.reason = reason
  passage.slot = -1
  passage.server = undefined
  passage.serverPort = 0
  passage.virtualServer = undefined
  passage.isNew = false
  passage.byTemplate = false
  return passage
}
