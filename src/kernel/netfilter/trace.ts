import type { Address } from '../../packet/address.ts'
import type { AddressType, Hook, Verdict } from './hook.ts'
import type { ConnectionState } from './socket-buffer.ts'

/** One thing that happened to a packet. Steps are data; `report/` renders them. */
export type Step =
  | { readonly kind: 'hook'; readonly hook: Hook }
  | {
      /** A rule was examined. */
      readonly kind: 'rule'
      readonly engine: 'iptables' | 'nftables'
      readonly family: string
      readonly table: string
      readonly chain: string
      /** Counts from 1 in its chain. */
      readonly number: number
      readonly text: string
      readonly matched: boolean
      /** Why it did not match: the first part that failed (`destination is not 10.96.0.10/32`). */
      readonly reason?: string
      /** What it did: `jump KUBE-SVC-X`, `ACCEPT`, `set mark 0x4000`. */
      readonly action?: string
    }
  | {
      /** Rules that cannot match, as the index knows without asking them; only in a folding trace. */
      readonly kind: 'rules-missed'
      readonly engine: 'iptables' | 'nftables'
      readonly table: string
      readonly chain: string
      readonly first: number
      readonly last: number
    }
  | {
      readonly kind: 'policy'
      readonly engine: 'iptables' | 'nftables'
      readonly table: string
      readonly chain: string
      readonly verdict: 'accept' | 'drop' | 'return'
    }
  | { readonly kind: 'mark'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'conntrack'
      readonly state: ConnectionState
      /** The entry, as `conntrack -L` prints it; undefined without one. */
      readonly entry?: string
    }
  | {
      readonly kind: 'nat'
      readonly manipulation: 'source' | 'destination'
      readonly from: { readonly address: Address; readonly port: number }
      readonly to: { readonly address: Address; readonly port: number }
      /** False: the mapping is older than this packet (conntrack's). */
      readonly fresh: boolean
    }
  | {
      readonly kind: 'routing'
      readonly destination: Address
      readonly type: AddressType
      readonly outputInterface: string
      readonly via?: Address
    }
  | {
      /** A lookup in a named or anonymous set or map. */
      readonly kind: 'lookup'
      readonly set: string
      readonly key: string
      /** The element found; undefined: none of `size`. */
      readonly element?: string
      readonly size: number
    }
  | {
      readonly kind: 'ipvs'
      readonly text: string
      /** Where a scheduler chose: by which rule, and what it found before. */
      readonly detail?: SchedulerChoice
    }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly by: string }
  | { readonly kind: 'unknown'; readonly question: string }

export interface SchedulerChoice {
  readonly rule: string
  readonly note?: string
  /** In the kernel's own order. */
  readonly servers: readonly {
    /** `10.0.0.1:8080` */
    readonly server: string
    readonly weight: number
    readonly active: number
    readonly inactive: number
    /** What the rule compares; undefined: it does not. */
    readonly cost: number | undefined
  }[]
}

/** Receives the steps of a packet, in order. */
export interface Trace {
  /** Rules that cannot match may be told of in one step, without their text: a walk costs what matches. */
  readonly folds?: boolean
  step(step: Step): void
}

/** Keeps every step. */
export class StepList implements Trace {
  readonly steps: Step[] = []
  readonly folds: boolean

  constructor(folds = false) {
    this.folds = folds
  }

  step(step: Step): void {
    this.steps.push(step)
  }
}
