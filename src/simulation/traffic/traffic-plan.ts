import type { Address, Family } from '../../packet/address.ts'

/** Who sends: plain data, as a scenario's reader makes it. Times in ms of virtual time, since the run began. */
export interface ClientPlan {
  readonly name: string
  readonly place: ClientPlace
}

export type ClientPlace =
  /** Pods of the cluster, by `namespace/name`; connections are dealt out to them in turn. */
  | { readonly kind: 'pods'; readonly pods: readonly string[] }
  /**
   * So many pods on a node that no object tells of, with the last addresses of its podCIDR; `host`: processes on
   * the node's own network.
   */
  | {
      readonly kind: 'on-node'
      readonly node: string
      readonly network: 'pod' | 'host'
      readonly count: number
    }
  /** `addresses` in turn. `behind`: all of them are seen as this one, by a NAT that picks the source ports. */
  | {
      readonly kind: 'outside'
      readonly addresses: readonly Address[]
      readonly behind?: Address
      /** A load balancer in front sends them to nodes of that zone, if there are any. */
      readonly zone?: string
    }

/** What is sent, and when. */
export interface LoadPlan {
  readonly kind: 'load'
  readonly name: string
  /** Name of a `ClientPlan`. */
  readonly client: string
  readonly to: Destination
  /** Undefined: the first of the destination's addresses that the client has a way to. */
  readonly family?: Family
  readonly load: Load
  readonly talk: Talk
  readonly startMs: number
  /** From then on nothing new is opened; what is open goes on. Undefined: to the end. */
  readonly stopMs: number | undefined
  readonly retry?: RetryPlan
  readonly sourcePorts?: SourcePortPlan
}

export type Destination =
  | { readonly kind: 'address'; readonly address: Address; readonly port: number }
  /** The Service's first cluster IP of the plan's and the client's family, looked up at every connection. `namespace/name`. */
  | { readonly kind: 'service'; readonly service: string; readonly port: number }
  /** Resolved at every connection, as the client would. */
  | { readonly kind: 'name'; readonly name: string; readonly port: number }
  /** A node's address: node port, or what listens there. */
  | { readonly kind: 'node'; readonly node: string; readonly port: number }
  | { readonly kind: 'pod'; readonly pod: string; readonly port: number }
  /** Through the external load balancer of a Service: its first ingress address, its port. */
  | { readonly kind: 'load-balancer'; readonly service: string; readonly port: number }

export type Load =
  /** Open loop: they come whether or not the last ones were served. */
  | {
      readonly kind: 'open'
      readonly perSecond: number
      readonly arrivals: 'constant' | 'poisson'
      /** So many connections in all. */
      readonly connectionsMax?: number
    }
  /** Closed loop: so many workers, each opens its next connection `thinkMs` after the last one ended. */
  | {
      readonly kind: 'closed'
      readonly concurrency: number
      readonly thinkMs: number
      readonly connectionsMax?: number
    }

/** What client and server say to each other. */
export type Talk = TcpTalk | UdpTalk | DnsTalk | PingTalk | SctpTalk

interface StreamTalk {
  /** Requests on one connection, each answered before the next. */
  readonly requests: number
  /** Between an answer and the next request. */
  readonly thinkMs: number
  /** What the server takes for an answer. */
  readonly serverMs: number
  /** The client gives up on a connection that has not opened, or a request that is not answered. Undefined: when the kernel does. */
  readonly timeoutMs: number | undefined
}

export interface TcpTalk extends StreamTalk {
  readonly kind: 'tcp'
  /** Who closes after the last answer; `reset`: the client, by RST; `kept`: nobody, it stays open and idle. */
  readonly close: 'client' | 'server' | 'reset' | 'kept'
}

export interface SctpTalk extends StreamTalk {
  readonly kind: 'sctp'
}

export interface UdpTalk {
  readonly kind: 'udp'
  /** From one socket. */
  readonly datagrams: number
  readonly intervalMs: number
  /** False: one way, nobody waits for anything. */
  readonly isAnswered: boolean
  readonly serverMs: number
  /** For an answer. */
  readonly timeoutMs: number
}

/** A and AAAA at once from one socket, as glibc asks; without both answers after `timeoutMs` both again. */
export interface DnsTalk {
  readonly kind: 'dns'
  readonly timeoutMs: number
  readonly attempts: number
}

export interface PingTalk {
  readonly kind: 'icmp'
  readonly count: number
  readonly intervalMs: number
  readonly timeoutMs: number
}

/** What a client does after a connection failed: a new one, `waitMs` later, each time `factor` times as long. */
export interface RetryPlan {
  readonly attempts: number
  readonly waitMs: number
  readonly factor: number
}

export type SourcePortPlan =
  /** The kernel's ephemeral range in turn: 32768 to 60999. */
  | { readonly kind: 'ephemeral' }
  /** Always this one, bound with SO_REUSEADDR. */
  | { readonly kind: 'fixed'; readonly port: number }
  /** These in turn, each again as soon as its turn comes. */
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
