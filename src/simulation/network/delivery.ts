import type { Hook, RejectAnswer } from '../../kernel/netfilter/hook.ts'
import type { SendError } from '../../kernel/passage.ts'
import type { Address } from '../../packet/address.ts'
import type { Packet } from '../../packet/packet.ts'
import type { LivingPod } from '../cluster/living-pod.ts'

/** Somebody who sends or receives packets. */
export type Station =
  | { readonly kind: 'pod'; readonly pod: LivingPod }
  /** A process on the node's own network. */
  | { readonly kind: 'node'; readonly node: string }
  /** `zone`: a load balancer sends them to nodes of that zone, if it has any. */
  | { readonly kind: 'outside'; readonly zone?: string }

/** A packet that came to somebody. */
export interface Arrival {
  readonly at: Station
  readonly packet: Packet
}

/** What became of a packet. `arrived`: at somebody's door, who may still not want it. */
export type Delivery = ArrivedDelivery | LostDelivery

interface AnyDelivery {
  /** As it ended: translated, if it was. The same object that was sent. */
  readonly packet: Packet
  /** Nodes whose kernel it passed, in order. */
  readonly path: readonly string[]
  /** ICMP errors and resets that nodes sent because of it, where they arrived. */
  readonly answers: readonly Arrival[]
}

export interface ArrivedDelivery extends AnyDelivery {
  readonly kind: 'arrived'
  readonly at: Station
}

export interface LostDelivery extends AnyDelivery {
  readonly kind: 'lost'
  readonly loss: Loss
}

/** Why a packet went no further. */
export type Loss =
  | {
      /** In silence; `hook` undefined: by routing. */
      readonly kind: 'dropped'
      readonly node: string
      readonly hook: Hook | undefined
      /** `iptables filter`, `routing`. */
      readonly by: string
      readonly reason: string
      /** What a sender on the node is told. */
      readonly error: SendError | undefined
    }
  /** A rule refused it; the answer is among the delivery's, if one was sent. */
  | {
      readonly kind: 'rejected'
      readonly node: string
      readonly by: string
      readonly answer: RejectAnswer
      readonly rule?: string | undefined
    }
  /** It reached the node itself, where nobody listens. */
  | { readonly kind: 'no-listener'; readonly node: string }
  /** `toldAtMs`: when the node tells the sender, by `ClusterNetwork.reportUnreachable`; undefined: never. */
  | {
      readonly kind: 'pod-gone'
      readonly node: string
      readonly address: Address
      readonly toldAtMs: number | undefined
    }
  | { readonly kind: 'node-lost'; readonly node: string }
  /** Nobody outside has that address, or the load balancer has no node to send to. */
  | { readonly kind: 'nobody'; readonly address: Address; readonly reason: string }
  /** A pod reached itself, and the bridge (hairpin mode off) or its own kernel (its own address as source) threw it away. */
  | { readonly kind: 'hairpin'; readonly node: string; readonly reason: string }
  /** Somebody made it happen (`Injections`). */
  | { readonly kind: 'injected'; readonly node: string; readonly reason: string }
