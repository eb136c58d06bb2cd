import { gammaln } from 'simple-statistics'

/** How well counts fit what was expected of them. */
export interface ChiSquare {
  readonly statistic: number
  readonly degreesOfFreedom: number
  /** Chance of a fit at least as bad, if the expectation is right. */
  readonly pValue: number
}

export interface Cell {
  readonly observed: number
  readonly expected: number
}

/** Pearson's test. Cells with an expectation under 5 are merged into one (Cochran's rule). */
export function chiSquareTest(cells: readonly Cell[]): ChiSquare {
  const large = cells.filter(({ expected }) => expected >= 5)
  const small = cells.filter(({ expected }) => expected < 5)
  const rest = small.reduce(
    (sum, cell) => ({
      observed: sum.observed + cell.observed,
      expected: sum.expected + cell.expected,
    }),
    { observed: 0, expected: 0 },
  )
  const merged = rest.expected > 0 ? [...large, rest] : large
  const statistic = merged.reduce(
    (sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected,
    0,
  )
  const degreesOfFreedom = Math.max(0, merged.length - 1)
  return { statistic, degreesOfFreedom, pValue: chiSquareChance(statistic, degreesOfFreedom) }
}

/** Chance of a statistic at least as large. */
export function chiSquareChance(statistic: number, degreesOfFreedom: number): number {
  return degreesOfFreedom === 0 ? 1 : upperGamma(degreesOfFreedom / 2, statistic / 2)
}

/** Q(a, x), the upper regularized incomplete gamma function (Abramowitz and Stegun 6.5.29 and 6.5.31). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  const scale = Math.exp(-x + a * Math.log(x) - gammaln(a))
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < 10_000 && term > sum * 1e-16; n += 1) {
    term *= x / (a + n)
    sum += term
  }
  return sum
}

/** By Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = Number.MAX_VALUE
  let d = 1 / b
  let product = d
  for (let n = 1; n < 10_000; n += 1) {
    const an = -n * (n - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    product *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return product
}
