import type { Quantiles } from './run-result.ts'

/** Times in ms, of which the middle and the end are asked for. */
export class Durations {
  readonly #valuesMs: number[] = []
  #isSorted = true

  add(ms: number): void {
    this.#valuesMs.push(ms)
    this.#isSorted = false
  }

  /** Undefined: there are none. */
  get quantiles(): Quantiles | undefined {
    if (!this.#isSorted) this.#valuesMs.sort((a, b) => a - b)
    this.#isSorted = true
    const longest = this.#valuesMs.at(-1)
    if (longest === undefined) return undefined
    return { median: this.#nearestRank(0.5), p99: this.#nearestRank(0.99), longest }
  }

  #nearestRank(part: number): number {
    const rank = Math.ceil(this.#valuesMs.length * part)
    return this.#valuesMs[Math.max(0, rank - 1)] ?? 0
  }
}
