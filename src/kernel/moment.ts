import type { Chance } from '../base/chance.ts'
import type { InstantMs } from '../base/clock.ts'
import type { Journal } from '../base/journal.ts'
import type { Trace } from './netfilter/trace.ts'
import type { Visits } from './netfilter/visits.ts'

/** When a packet comes, and what may be asked and told on its way. */
export interface Moment {
  readonly nowMs: InstantMs
  readonly chance: Chance
  /** There: every lasting change is noted in it. */
  readonly journal?: Journal | undefined
  readonly trace?: Trace | undefined
  readonly visits?: Visits | undefined
}

/** What a process may say of its own packet. */
export interface SendOptions {
  /** For `-m owner`. */
  readonly userId?: number
  /** SO_MARK. */
  readonly mark?: number
}
