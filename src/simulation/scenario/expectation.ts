import type { PathStep } from '../../kubernetes/reading/source-text.ts'
import type { ProxyMode } from '../../proxy/configuration.ts'
import type { Condition } from './format/condition.ts'
import type { ConnectionMeasure, RunMeasure } from './format/expectation-section.ts'

/** One measure and what it must be. */
export type Expectation = ConnectionExpectation | RunExpectation | ListingExpectation

interface AnyExpectation {
  /** As a sentence: `steady: failed is 0`. */
  readonly text: string
  readonly modes: readonly ProxyMode[] | undefined
  /** Where it stands in the scenario. */
  readonly path: readonly PathStep[]
}

export interface ConnectionExpectation extends AnyExpectation {
  readonly kind: 'connections'
  readonly measure: ConnectionMeasure
  readonly filter: ConnectionFilter
  /** `evenSpread` is true or false, all others have bounds. */
  readonly condition: Condition | boolean
}

export interface RunExpectation extends AnyExpectation {
  readonly kind: 'run'
  readonly measure: RunMeasure
  /** Of those that speak of an event or a checker. */
  readonly of: string | undefined
  readonly condition: Condition
}

/** How many lines of a listing hold a text at a time. */
export interface ListingExpectation extends AnyExpectation {
  readonly kind: 'listing'
  readonly listing: ListingName
  /** `*` stands for anything, a space for any number of them. */
  readonly pattern: string
  /** Undefined: all nodes together. */
  readonly node: string | undefined
  readonly atMs: number
  readonly condition: Condition
}

/** `conntrack -L`; `ipvsadm -Ln` and `-Lnc` together. */
export type ListingName = 'conntrack' | 'ipvsadm'

/** Which connections count. */
export interface ConnectionFilter {
  readonly traffic: string | undefined
  /** `namespace/name` of the pod that it reached. */
  readonly pod: string | undefined
  /** By the time at which it was opened. */
  readonly fromMs: number
  /** Exclusive. */
  readonly untilMs: number
}
