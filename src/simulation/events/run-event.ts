import type { InstantMs } from '../../base/clock.ts'
import type { ObjectReference } from '../../kubernetes/objects/kubernetes-object.ts'
import type { Family } from '../../packet/address.ts'

/**
 * Everything that happens in a run, as data, in the order in which it happens: what checkers observe, what
 * `--events` writes and what the API streams. `atMs` is virtual time since the run began. Pods are named
 * `namespace/name`, ends `address:port` (`[address]:port` for IPv6).
 */
export type RunEvent = ClusterEvent | NodeEvent | TrafficEvent | TableEvent | CheckEvent

export type ClusterEvent =
  | {
      readonly kind: 'object-applied' | 'object-deleted'
      readonly atMs: InstantMs
      readonly object: ObjectReference
    }
  | {
      /** `pod-gone`: its processes ended and its address is nobody's. `pod-killed`: they ended, and are started again. */
      readonly kind:
        | 'pod-created'
        | 'pod-started'
        | 'pod-ready'
        | 'pod-not-ready'
        | 'pod-terminating'
        | 'pod-gone'
        | 'pod-killed'
      readonly atMs: InstantMs
      readonly pod: string
      readonly node: string
      /** IPv4 first; empty: none yet. */
      readonly addresses: readonly string[]
    }
  | {
      /** The nodes that an external load balancer sends to, from now on. */
      readonly kind: 'load-balancer-changed'
      readonly atMs: InstantMs
      /** `namespace/name`. */
      readonly service: string
      readonly nodes: readonly string[]
    }

export type NodeEvent =
  | {
      readonly kind: 'sync-done'
      readonly atMs: InstantMs
      readonly node: string
      readonly family: Family
      readonly sync: 'full' | 'partial'
      readonly failed: boolean
      /**
       * Of the text that was written (iptables-restore input, nft script; IPVS: commands). Undefined: in a
       * large cluster, nobody has asked for this node's rules yet.
       */
      readonly lines: number | undefined
      readonly bytes: number | undefined
      /** From the first event that asked for it until its rules stood, 0 where none did. */
      readonly waitedMs: number
      /** From its beginning to its end, the wait for the xtables lock included. */
      readonly tookMs: number
    }
  | {
      readonly kind:
        | 'node-lost'
        | 'node-returned'
        | 'kube-proxy-restarted'
        | 'syncs-paused'
        | 'syncs-resumed'
        | 'conntrack-flushed'
      readonly atMs: InstantMs
      readonly node: string
    }
  | {
      readonly kind: 'sysctl-set'
      readonly atMs: InstantMs
      readonly node: string
      readonly name: string
      readonly value: string
    }
  | {
      readonly kind: 'mode-changed'
      readonly atMs: InstantMs
      readonly node: string
      readonly mode: string
    }

/** Why a connection (or a UDP exchange) came to nothing. */
export type FailureReason =
  /** ICMP error, or RST in answer to a SYN. */
  | 'refused'
  /** RST on a connection that stood. */
  | 'reset'
  /** A rule dropped it in silence, until the client gave up. */
  | 'dropped-by-rule'
  /** Sent on to where nobody is (a pod that is gone, a lost node), until the client gave up. */
  | 'blackholed'
  /** Somebody received it, but no answer that the client takes came in time. */
  | 'timed-out'
  /** The client could not even send: no such name, no route, EPERM. */
  | 'not-sent'

export type TrafficEvent =
  | {
      readonly kind: 'connection-opened'
      readonly atMs: InstantMs
      /** Counts up from 1 over the whole run; a retry is a new connection. */
      readonly connection: number
      /** The scenario's name of the traffic, and of the client that sends it. */
      readonly traffic: string
      readonly client: string
      readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp'
      readonly source: string
      readonly destination: string
    }
  | {
      /** Somebody behind the Service received its first packet. */
      readonly kind: 'endpoint-chosen'
      readonly atMs: InstantMs
      readonly connection: number
      readonly backend: string
      /** Undefined: no pod (the node itself, somebody outside). */
      readonly pod: string | undefined
      /** As the backend sees the client. */
      readonly seenSource: string
      /** Nodes whose kernel the packet passed, in order. */
      readonly path: readonly string[]
    }
  | {
      /** One-way, and nobody received it: its sender goes on, and knows nothing of it. */
      readonly kind: 'datagram-lost'
      readonly atMs: InstantMs
      readonly connection: number
      readonly reason: FailureReason
      /** As of `connection-ended`. */
      readonly detail: string
      readonly goneAddress?: string
    }
  | {
      /** An answer of the server came to somebody, but not to the client as from whom it had asked. */
      readonly kind: 'answer-astray'
      readonly atMs: InstantMs
      readonly connection: number
      readonly source: string
      readonly destination: string
      readonly receiver: string
    }
  | {
      readonly kind: 'request-answered'
      readonly atMs: InstantMs
      readonly connection: number
      readonly tookMs: number
    }
  | {
      readonly kind: 'connection-ended'
      readonly atMs: InstantMs
      readonly connection: number
      readonly outcome: 'completed' | FailureReason
      /** More exactly: `iptables filter DROP on node-1`, `pod default/web-1 is gone`. */
      readonly detail: string
      readonly openMs: number
      /** The address of a pod that is gone, if its last packet was sent there. */
      readonly goneAddress?: string
    }

/** Entries of a kernel's own tables. */
export interface TableEvent {
  readonly kind: 'entries-expired' | 'entries-deleted'
  readonly atMs: InstantMs
  readonly node: string
  readonly table: 'conntrack' | 'ipvs'
  readonly count: number
}

export type CheckEvent =
  | {
      /** A checker saw what must not be. */
      readonly kind: 'violation'
      readonly atMs: InstantMs
      readonly checker: string
      readonly detail: string
    }
  | {
      readonly kind: 'expectation-failed' | 'expectation-met'
      readonly atMs: InstantMs
      readonly expectation: string
      readonly seen: string
    }
