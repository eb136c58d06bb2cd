import type { Evaluation } from './evaluation.ts'

/** One statement of a rule, made ready to run. */
export interface Step {
  /** `outcome`. */
  run(evaluation: Evaluation): 0 | 1 | 2
  /** Why it did not hold; asked right after it did not, for traces only. */
  reason(evaluation: Evaluation): string
}
