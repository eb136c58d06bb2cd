import type { Chance } from '../../../base/chance.ts'
import type { Journal } from '../../../base/journal.ts'
import type { Address } from '../../../packet/address.ts'
import type { Visits } from '../../netfilter/visits.ts'
import type { RealServer } from '../model/real-server.ts'

/** What a scheduler may look at. One object, used again and again: nothing keeps it. */
export interface ScheduleRequest {
  /** The client's address, folded to 32 bits (`foldAddress`). */
  sourceFold: number
  sourcePort: number
  destination: Address
  destinationFold: number
  /** The virtual server's `serviceFlag` bits. */
  flags: number
  nowTicks: number
  chance: Chance
  /** There: note every change of the scheduler's own state. */
  journal: Journal | undefined
  /** `schedulerSteps` counts the servers looked at. */
  visits: Visits | undefined
}

export type ServerChange =
  | { readonly kind: 'added' | 'edited'; readonly server: RealServer }
  /** `at`: where it stood. */
  | { readonly kind: 'removed'; readonly server: RealServer; readonly at: number }

/**
 * Chooses the server of a new connection; one a virtual server, with what it remembers. `servers` are in the kernel's
 * order (the one added last first).
 */
export interface Scheduler {
  /** Undefined: no server may take the connection; the client is told that the port is closed. */
  pick(servers: readonly RealServer[], request: ScheduleRequest): RealServer | undefined
  /** The list or a weight is not what it was: called after every edit, and once when the scheduler starts. */
  changed?(
    servers: readonly RealServer[],
    change: ServerChange | undefined,
    journal: Journal | undefined,
  ): void
  /** It is replaced by another, or its virtual server goes: it holds no server any longer. */
  close?(journal: Journal | undefined): void
  /** Why: the rule in words, and what each server weighs in it. Changes nothing. */
  explain(servers: readonly RealServer[], request: ScheduleRequest): SchedulerExplanation
}

export interface SchedulerExplanation {
  /** `lowest (active · 257 + inactive) / weight`. */
  readonly rule: string
  /** What the rule compares, server by server; undefined: it does not compare. */
  readonly costs?: readonly (number | undefined)[]
  /** The place in a hash table, the level of wrr, what is remembered of this destination. */
  readonly note?: string
}

/** What a scheduler is made with: it is the node's, not the virtual server's. */
export interface SchedulerSettings {
  readonly activeFactor: number
  readonly hertz: number
  /** `net.ipv4.vs.lblc_expiration` and `lblcr_expiration`, seconds. */
  readonly lblcExpirationSeconds: () => number
  readonly lblcrExpirationSeconds: () => number
  /** Not wrapping. */
  readonly nowTicks: () => number
}

export const unlimitedSettings: SchedulerSettings = {
  activeFactor: 257,
  hertz: 250,
  lblcExpirationSeconds: () => 86_400,
  lblcrExpirationSeconds: () => 86_400,
  nowTicks: () => 0,
}
