import { chiSquareTest } from '../chi-square.ts'
import type { BackendCount } from './run-result.ts'

/** So that any seed passes: one of a million runs would be called uneven without being so. */
const pValueMin = 1e-6

/** Chance of a spread at least as uneven as this one, if every backend were as likely. */
export function evenSpreadChance(backends: readonly BackendCount[]): number {
  const total = backends.reduce((sum, { connections }) => sum + connections, 0)
  const expected = total / backends.length
  return chiSquareTest(backends.map(({ connections }) => ({ observed: connections, expected })))
    .pValue
}

export function isEven(backends: readonly BackendCount[]): boolean {
  return evenSpreadChance(backends) > pValueMin
}
