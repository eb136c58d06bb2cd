import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { Prices } from './coefficients.ts'
import {
  countOf,
  kindNames,
  type PricedKind,
  pricedKinds,
  type RuleSetSize,
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
    .map((kind) => ({ kind, count: countOf(kind, visits, size), ns: prices.visitNs[kind] ?? 0 }))
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

function formatTerm({ kind, count, ns }: { kind: PricedKind; count: number; ns: number }): string {
  const digits = count < 10 && !Number.isInteger(count) ? 2 : 0
  return `${count.toFixed(digits)} ${kindNames[kind]} × ${Number(ns.toPrecision(3))} ns`
}
