import type { Address } from '../packet/address.ts'
import type { Packet } from '../packet/packet.ts'
import type { Hook, RejectAnswer } from './netfilter/hook.ts'

/** What became of a packet on a node. */
export type Fate =
  /** It left by the wire. `nextHop`: the gateway, or the destination itself. */
  | { readonly kind: 'departed'; readonly outputInterface: string; readonly nextHop: Address }
  /** It reached the node itself. `accepted`: somebody there wanted it (a socket; ICMP's own handler). */
  | { readonly kind: 'delivered'; readonly inputInterface: string; readonly accepted: boolean }
  | {
      readonly kind: 'dropped'
      /** Undefined: between the hooks, by routing. */
      readonly hook: Hook | undefined
      /** The function that did it (`iptables filter`), or `routing`. */
      readonly by: string
      readonly reason: string
      /** What the sending process is told; undefined: nothing. */
      readonly error: SendError | undefined
    }
  /** A rule refused it; the answer, if one may be sent, is among the emissions. */
  | {
      readonly kind: 'rejected'
      readonly hook: Hook | undefined
      readonly by: string
      readonly answer: RejectAnswer
      /** `filter KUBE-SERVICES rule 3`; undefined: no rule did it (IPVS). */
      readonly rule?: string | undefined
      readonly error: SendError | undefined
    }
  | { readonly kind: 'stolen'; readonly hook: Hook; readonly by: string }

export type SendError = 'EPERM' | 'EINVAL' | 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES'

/** A packet's way through a node, from where it came in to where it ended. */
export interface Passage {
  /** As it ended: translated, if it was. */
  readonly packet: Packet
  readonly fate: Fate
  /** The source port that it has now was drawn by chance. */
  readonly drawnPort: boolean
  /** What the node itself sent because of it (ICMP errors, resets, echo replies), with their own ways. */
  readonly emissions: readonly Passage[]
}
