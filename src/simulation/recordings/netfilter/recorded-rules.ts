import type { NodeKernel } from '../../../kernel/node-kernel.ts'
import type { Family } from '../../../packet/address.ts'
import type { StepAnswer } from '../kube-proxy/state-run.ts'
import { createRecordedIptables } from './recorded-iptables.ts'
import { createRecordedNftables } from './recorded-nftables.ts'
import type { RecordedKind, RecordedState } from './recorded-state.ts'

/** What kube-proxy writes into on the recorded node, and what a listing tool shows of it. */
export interface RecordedRules {
  /** Does what kube-proxy asked for at one step. */
  apply(answer: StepAnswer): void
  /** What was recorded under `rules`: `iptables-save -c`, `nft list ruleset`. */
  list(): string
  /**
   * Holds the recorded listing against ours. `certain`: every choice of chance so far is known, so that every
   * count of the nat table can be compared.
   */
  compare(recorded: string, certain: boolean): RulesComparison
}

export interface RulesComparison {
  readonly facts: number
  readonly differences: readonly RulesDifference[]
}

export interface RulesDifference {
  readonly where: string
  readonly expected: string
  readonly actual: string
}

/** The family is that of the kube-proxy that wrote the rules. */
type CreateRules = (state: RecordedState, kernel: NodeKernel, family: Family) => RecordedRules

/** A kind that is missing here is counted as not emulated. */
export const rulesOfKind: Readonly<Partial<Record<RecordedKind, CreateRules>>> = {
  legacy: createRecordedIptables,
  compat: createRecordedIptables,
  nft: createRecordedNftables,
}
