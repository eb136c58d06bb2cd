import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { Coefficients } from './coefficients.ts'

export interface Prediction {
  /** Added to the path without rules. */
  readonly addedUs: number
  /** The sum, with its numbers: `2.70 µs + 1,234 rules × 2.75 ns = 6.09 µs`. */
  readonly formula: string
}

/** What these visits cost on a real kernel. `recentTables`: how many the node has. */
export function predictFirstPacket(
  visits: Visits,
  recentTables: number,
  coefficients: Coefficients,
): Prediction {
  const { fixedUs, ruleNs, statisticNs, recentPerTableNs } = coefficients
  const plainRules = Math.max(0, visits.rules - visits.statistic)
  const terms = [
    { count: plainRules, name: 'rules', ns: ruleNs },
    { count: visits.statistic, name: 'statistic rules', ns: statisticNs },
    { count: visits.recent * recentTables, name: 'recent tables searched', ns: recentPerTableNs },
  ].filter(({ count, ns }) => count > 0 && ns > 0)
  const addedUs = terms.reduce((sum, { count, ns }) => sum + (count * ns) / 1000, fixedUs)
  const parts = terms.map(({ count, name, ns }) => `${count} ${name} × ${ns} ns`)
  return { addedUs, formula: [`${fixedUs.toFixed(2)} µs`, ...parts].join(' + ') }
}
