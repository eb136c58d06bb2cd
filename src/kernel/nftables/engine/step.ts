import type { PacketCounter } from '../../netfilter/foreseen-run.ts'
import type { Evaluation } from './evaluation.ts'

/** One statement of a rule, made ready to run. */
export interface Step {
  /** `outcome`. */
  run(evaluation: Evaluation): 0 | 1 | 2
  /** It compares what stands in the packet and beside it: it may be asked before others, or not at all. */
  readonly pure?: boolean
  /** It looks at nothing but the connection's state, mark, protocol and interfaces (`HookFunction.foresee`). */
  readonly classOnly?: boolean
  /** It does nothing but count here. */
  readonly counter?: PacketCounter
  /** Why it did not hold; asked right after it did not, for traces only. */
  reason(evaluation: Evaluation): string
}
