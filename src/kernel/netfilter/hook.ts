import type { Chance } from '../../base/chance.ts'
import type { InstantMs } from '../../base/clock.ts'
import type { Journal } from '../../base/journal.ts'
import type { Address, Family } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import type { ForeseenRun } from './foreseen-run.ts'
import type { SocketBuffer } from './socket-buffer.ts'
import type { Trace } from './trace.ts'
import type { Visits } from './visits.ts'

/**
 * Where a packet passes (include/uapi/linux/netfilter.h):
 *
 *     in ──▶ prerouting ──▶ routing ──▶ forward ──▶ postrouting ──▶ out
 *                             │                         ▲
 *                             ▼                         │
 *                           input ──▶ (process) ──▶ output
 */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'

/** Order of functions on a hook, lowest first (include/uapi/linux/netfilter_ipv4.h). */
export const hookPriority = {
  raw: -300,
  conntrack: -200,
  mangle: -150,
  destinationNat: -100,
  filter: 0,
  security: 50,
  sourceNat: 100,
  conntrackConfirm: 2_147_483_647,
} as const

/** How REJECT answers. */
export type RejectAnswer =
  | { readonly kind: 'tcp-reset' }
  | { readonly kind: 'icmp'; readonly type: number; readonly code: number }

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop'; readonly reason: string }
  /** `rule`: which one did it, where one did. */
  | { readonly kind: 'reject'; readonly answer: RejectAnswer; readonly rule?: string }
  /**
   * Taken over: the function sees to the packet's further way itself. `continueAt`: the packet, translated in
   * place, starts again on that hook with a fresh route, and never comes back here (ip_vs_nat_xmit
   * sends it through LOCAL_OUT); without it the packet ends here.
   */
  | { readonly kind: 'stolen'; readonly by: string; readonly continueAt?: 'output' }

export const accept: Verdict = { kind: 'accept' }

/**
 * What stands on a hook: an iptables table, an nftables base chain, IPVS, conntrack.
 * NAT functions are asked for the first packet of a connection only, and only until its binding is made.
 */
export interface HookFunction {
  /** As a trace shows it: `iptables nat`, `nft ip kube-proxy nat-prerouting`. */
  readonly name: string
  readonly priority: number
  run(buffer: SocketBuffer, hook: Hook, context: HookContext): Verdict
  /**
   * What `run` would do with this packet and all others of its class; undefined: each of them has to be asked. Holds until
   * the owner's `hooksVersion` grows. Counts and changes nothing. Functions without it are asked for every packet.
   * `withDestination`: the class is narrower, all its packets go to the same address and port.
   */
  foresee?(
    buffer: SocketBuffer,
    hook: Hook,
    context: HookContext,
    withDestination: boolean,
  ): ForeseenRun | undefined
  /** There: it sends packets of connections that it knows elsewhere. */
  readonly diverter?: Diverter
  /** There: `run` does nothing but this, whatever the packet is; twice at one time is as good as once. */
  tick?(nowMs: InstantMs): void
}

/** IPVS on INPUT: what it does with most packets, without a buffer. Nothing is journaled or traced. */
export interface Diverter {
  /** Where `divert` would send a packet of an answered connection; undefined: it may be otherwise. Counts and changes nothing. */
  destinationOf(packet: Packet): Address | undefined
  /** The packet gets that destination, and goes on at OUTPUT. */
  divert(packet: Packet, context: HookContext): void
}

/** What a hook function may use besides the packet. */
export interface HookContext {
  readonly nowMs: InstantMs
  readonly chance: Chance
  /** There: note every lasting change in it. */
  readonly journal: Journal | undefined
  /** There: say what was visited, and why it matched or not. */
  readonly trace: Trace | undefined
  /** Counts for the cost model; always there, cheap to add to. */
  readonly visits: Visits
  readonly host: HostView
  readonly connections: ConnectionView
  readonly nat: NatOperations
}

/** include/uapi/linux/rtnetlink.h RTN_*. `UNKNOWN`: nobody said which addresses are local. */
export type AddressType =
  | 'UNSPEC'
  | 'UNICAST'
  | 'LOCAL'
  | 'BROADCAST'
  | 'ANYCAST'
  | 'MULTICAST'
  | 'BLACKHOLE'
  | 'UNREACHABLE'
  | 'PROHIBIT'
  | 'UNKNOWN'

/** What engines ask about the node. */
export interface HostView {
  /** As inet_addr_type does; with `interfaceName` as inet_dev_addr_type (`--limit-iface-in`). */
  addressType(address: Address, interfaceName?: string): AddressType
  /** The first address of an interface (MASQUERADE, REDIRECT); undefined if it has none. */
  interfaceAddress(interfaceName: string, towards: Address): Address | undefined
  /** `net.ipv4.vs.conn_reuse_mode` → "1"; undefined where not set. */
  sysctl(name: string): string | undefined
}

/** What matches and targets ask of the packet's connection (`buffer.connection`). */
export interface ConnectionView {
  mark(buffer: SocketBuffer): number
  setMark(buffer: SocketBuffer, mark: number, context: HookContext): void
  /** Status bits of the connection, `connectionStatus`. 0 without a connection. */
  status(buffer: SocketBuffer): number
  /** The tuple of a direction; undefined without a connection. */
  tuple(buffer: SocketBuffer, direction: 'original' | 'reply'): Tuple | undefined
  /** Milliseconds until the entry goes; undefined without a connection. */
  expiresInMs(buffer: SocketBuffer, nowMs: InstantMs): number | undefined
  /**
   * Makes an unconfirmed connection expect its answers from elsewhere (nf_conntrack_alter_reply, as
   * ip_vs_update_conntrack does). False: no connection, or it is confirmed already.
   */
  alterReply(buffer: SocketBuffer, reply: Tuple, context: HookContext): boolean
}

export interface Tuple {
  readonly protocol: number
  readonly source: Address
  readonly sourcePort: number
  readonly destination: Address
  readonly destinationPort: number
}

/** Bits as in include/uapi/linux/netfilter/nf_conntrack_common.h, enum ip_conntrack_status. */
export const connectionStatus = {
  expected: 1,
  seenReply: 2,
  assured: 4,
  confirmed: 8,
  sourceNat: 16,
  destinationNat: 32,
} as const

/** Where NAT may translate to. Without ports the port is kept if it can be. */
export interface NatRange {
  readonly addressMin?: Address
  readonly addressMax?: Address
  readonly portMin?: number
  readonly portMax?: number
  /** `--random`, and `--random-fully` alike: any free port. */
  readonly randomPort?: boolean
  readonly persistent?: boolean
  /** MASQUERADE: holds only for packets that leave by the interface by which the first one did. */
  readonly masquerade?: boolean
}

export interface NatOperations {
  /** Binds the connection of the first packet. False: no free tuple; the caller drops the packet. */
  bind(
    buffer: SocketBuffer,
    manipulation: 'source' | 'destination',
    range: NatRange,
    context: HookContext,
  ): boolean
}

/** A function in its place. `nat`: asked only for a connection's first packet, until a binding is made. */
export interface HookedFunction {
  readonly hook: Hook
  readonly family: Family | 'both'
  readonly nat: boolean
  readonly function: HookFunction
}

/** An engine (iptables of one family, ip6tables, nftables, IPVS) as the node's kernel sees it. */
export interface HookOwner {
  /** Grows whenever `hooked` would answer differently (a table or base chain came or went), or its functions' rules changed. */
  readonly hooksVersion: number
  hooked(): readonly HookedFunction[]
}
