import { quantileSorted } from 'simple-statistics'
import type { Coefficients, FitQuality, Prices } from '../../simulation/cost/coefficients.ts'
import { fitPoints, type MeasuredPoint, qualityOf } from '../../simulation/cost/fit.ts'
import type { PricedKind } from '../../simulation/cost/priced-counts.ts'
import { type MeasuredBackend, noServiceName } from './calibration-cases.ts'
import type { Measurement } from './measurement.ts'

/** A target over all rounds. */
export interface CombinedPoint extends MeasuredPoint {
  readonly case: string
  /** Of the rounds. */
  readonly leastUs: number
  readonly mostUs: number
  readonly laterUs: number
}

/** One backend's prices, how sure they are, and how well they foretell what was not fitted. */
export interface Calibration {
  readonly coefficients: Coefficients
  /** Fitted to each round alone: the least and the most of each price. */
  readonly spread: { readonly least: Prices; readonly most: Prices }
  /** Every third case was held back from a fit, and predicted by it. */
  readonly heldBack: FitQuality
  readonly points: readonly CombinedPoint[]
}

/** What has a price in each backend. */
export const kindsOf: Readonly<Record<MeasuredBackend, readonly PricedKind[]>> = {
  'iptables-legacy': [
    'rules',
    'statistic',
    'recent',
    'recentTables',
    'rulesBySize',
    'recentTablesBySize',
  ],
  'iptables-nft': [
    'rules',
    'statistic',
    'recent',
    'recentTables',
    'rulesBySize',
    'recentTablesBySize',
  ],
  nftables: ['setLookups', 'setUpdates'],
}

/** The rounds of one backend, each the same cases in the same order. */
export function calibrate(
  backend: MeasuredBackend,
  rounds: readonly (readonly Measurement[])[],
  source: string,
): Calibration {
  const points = combine(rounds)
  const kinds = kindsOf[backend]
  const later = points.map(({ laterUs }) => laterUs).sort((a, b) => a - b)
  const each = rounds.map((round) => fitPoints(fitted(combine([round])), kinds))
  return {
    coefficients: {
      backend,
      ...fitPoints(fitted(points), kinds),
      establishedUs: quantileSorted(later, 0.5),
      measured: true,
      source,
    },
    spread: { least: extreme(each, kinds, Math.min), most: extreme(each, kinds, Math.max) },
    heldBack: heldBackQuality(fitted(points), kinds),
    points,
  }
}

/** Fits without every third case, and says how well that foretells those. */
export function heldBackQuality(
  points: readonly CombinedPoint[],
  kinds: readonly PricedKind[],
): FitQuality {
  const cases = [...new Set(points.map((point) => point.case))]
  const isHeldBack = (point: CombinedPoint) => cases.indexOf(point.case) % 3 === 2
  const prices = fitPoints(
    points.filter((point) => !isHeldBack(point)),
    kinds,
  )
  return qualityOf(points.filter(isHeldBack), prices)
}

/** Noise of a machine only adds: of the rounds, too, the lower quartile is taken. */
function combine(rounds: readonly (readonly Measurement[])[]): CombinedPoint[] {
  return (rounds[0] ?? []).map((one, place) => {
    const all = rounds.flatMap((round) => round[place] ?? [])
    const first = all.map(({ firstUs }) => firstUs).sort((a, b) => a - b)
    const later = all.map(({ laterUs }) => laterUs).sort((a, b) => a - b)
    return {
      name: `${one.case}, ${one.target}`,
      case: one.case,
      visits: one.visits,
      size: one.size,
      addedUs: quantileSorted(first, 0.25),
      leastUs: first[0] ?? 0,
      mostUs: first.at(-1) ?? 0,
      laterUs: quantileSorted(later, 0.25),
    }
  })
}

/** A packet to no Service has no NAT to set up: it is measured, but says nothing of the fixed part. */
function fitted(points: readonly CombinedPoint[]): CombinedPoint[] {
  return points.filter(({ name }) => !name.endsWith(`, ${noServiceName}`))
}

function extreme(
  fits: readonly Prices[],
  kinds: readonly PricedKind[],
  choose: (...values: number[]) => number,
): Prices {
  return {
    fixedUs: choose(...fits.map(({ fixedUs }) => fixedUs)),
    visitNs: Object.fromEntries(
      kinds.map((kind) => [kind, choose(...fits.map(({ visitNs }) => visitNs[kind] ?? 0))]),
    ),
  }
}
