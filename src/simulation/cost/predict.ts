import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { Prices } from './coefficients.ts'
import {
  countOf,
  kindNames,
  type PricedKind,
  pricedKinds,
  type RuleSetSize,
  thousandsOfRules,
  thousandsOfTables,
} from './priced-counts.ts'

export interface Prediction {
  /** Added to the path without rules. */
  readonly addedUs: number
  /** The sum, with its numbers: `2.85 µs + 1234 rules × 2.34 ns`. */
  readonly formula: string
}

/** What a first packet with these visits costs on a real kernel, with the sum that was made. */
export function predictFirstPacket(visits: Visits, size: RuleSetSize, prices: Prices): Prediction {
  const terms = pricedKinds
    .filter((kind) => kind !== 'rulesBySize' && kind !== 'recentTablesBySize')
    .map((kind) => ({ kind, count: countOf(kind, visits, size), ns: priceOf(kind, size, prices) }))
    .filter(({ count, ns }) => count > 0 && ns > 0)
  return {
    addedUs: addedFirstUs(visits, size, prices),
    formula: [`${prices.fixedUs.toFixed(2)} µs`, ...terms.map(formatTerm)].join(' + '),
  }
}

/** The same, without the sum's text. Microseconds. */
export function addedFirstUs(
  visits: Visits,
  size: RuleSetSize,
  { fixedUs, visitNs }: Prices,
): number {
  let ns = 0
  for (const kind of pricedKinds) {
    const price = visitNs[kind]
    if (price !== undefined) ns += countOf(kind, visits, size) * price
  }
  return fixedUs + ns / 1_000
}

/** What one costs in a rule set of this size. */
function priceOf(kind: PricedKind, size: RuleSetSize, { visitNs }: Prices): number {
  const base = visitNs[kind] ?? 0
  if (kind === 'rules') return base + (visitNs.rulesBySize ?? 0) * thousandsOfRules(size)
  if (kind !== 'recentTables') return base
  return base + (visitNs.recentTablesBySize ?? 0) * thousandsOfTables(size)
}

function formatTerm({ kind, count, ns }: { kind: PricedKind; count: number; ns: number }): string {
  return `${count} ${kindNames[kind]} × ${Number(ns.toPrecision(3))} ns`
}
