import type { Visits } from '../../kernel/netfilter/visits.ts'
import type { FitQuality, Prices } from './coefficients.ts'
import { addedFirstUs } from './predict.ts'
import { countOf, type PricedKind, type RuleSetSize } from './priced-counts.ts'

/** A first packet whose time was measured, and what it visited. */
export interface MeasuredPoint {
  readonly name: string
  readonly visits: Visits
  readonly size: RuleSetSize
  /** Over the path without rules. */
  readonly addedUs: number
}

/**
 * Least squares over the points, each weighted by one over its time: a microsecond counts for more where there are few.
 * Prices below nothing make no sense: a kind that would get one is left out (into the fixed part) and the rest fitted anew.
 */
export function fitPoints(points: readonly MeasuredPoint[], kinds: readonly PricedKind[]): Prices {
  const rows = points.map(({ visits, size, addedUs }) => ({
    weight: 1 / Math.max(addedUs, 0.1),
    values: [1, ...kinds.map((kind) => countOf(kind, visits, size) / 1_000)],
    addedUs,
  }))
  const places = [0, ...kinds.map((_, index) => index + 1)]
  const solution = solve(
    places.map((row) =>
      places.map((column) =>
        sum(rows, ({ weight, values }) => weight * at(values, row) * at(values, column)),
      ),
    ),
    places.map((row) =>
      sum(rows, ({ weight, values, addedUs }) => weight * at(values, row) * addedUs),
    ),
  )
  const worst = kinds.findLast((_, index) => at(solution, index + 1) < 0)
  if (worst !== undefined)
    return fitPoints(
      points,
      kinds.filter((kind) => kind !== worst),
    )
  return {
    fixedUs: at(solution, 0),
    visitNs: Object.fromEntries(kinds.map((kind, index) => [kind, at(solution, index + 1)])),
  }
}

export function qualityOf(points: readonly MeasuredPoint[], prices: Prices): FitQuality {
  const pairs = points.map(({ visits, size, addedUs }) => ({
    measured: addedUs,
    predicted: addedFirstUs(visits, size, prices),
  }))
  const errors = pairs
    .map(({ measured, predicted }) => Math.abs(predicted / measured - 1))
    .sort((a, b) => a - b)
  const mean = sum(pairs, ({ measured }) => measured) / pairs.length
  const residuals = sum(pairs, ({ measured, predicted }) => (measured - predicted) ** 2)
  return {
    points: pairs.length,
    medianError: at(errors, errors.length >> 1),
    worstError: at(errors, errors.length - 1),
    rSquared: 1 - residuals / sum(pairs, ({ measured }) => (measured - mean) ** 2),
  }
}

/** Gauss's elimination, with the largest pivot first; a kind that no point tells from others gets 0. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length
  const rows = matrix.map((row, index) => [...row, at(right, index)])
  const pivotOf: number[] = []
  let next = 0
  for (let column = 0; column < size; column += 1) {
    let best = next
    for (let row = next; row < size; row += 1)
      if (Math.abs(cell(rows, row, column)) > Math.abs(cell(rows, best, column))) best = row
    if (best >= size || Math.abs(cell(rows, best, column)) < 1e-12) {
      pivotOf.push(-1)
      continue
    }
    const [chosen, other] = [rows[best] as number[], rows[next] as number[]]
    rows[best] = other
    rows[next] = chosen
    for (const row of rows)
      if (row !== chosen) {
        const factor = at(row, column) / at(chosen, column)
        for (let index = column; index <= size; index += 1)
          row[index] = at(row, index) - factor * at(chosen, index)
      }
    pivotOf.push(next)
    next += 1
  }
  return pivotOf.map((row, column) =>
    row < 0 ? 0 : cell(rows, row, size) / cell(rows, row, column),
  )
}

function cell(rows: readonly (readonly number[])[], row: number, column: number): number {
  return at(rows[row] ?? [], column)
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
