import { compareWords, type KeyBounds } from './key-words.ts'

/** Disjoint intervals of one field, sorted, found by bisection. */
export class IntervalIndex<T> {
  readonly #width: number
  #entries: { bounds: KeyBounds; item: T }[] = []

  constructor(width: number) {
    this.#width = width
  }

  get size(): number {
    return this.#entries.length
  }

  find(words: Int32Array): T | undefined {
    const entry = this.#entries[this.#lastStartingAtOrBelow(words)]
    if (entry === undefined) return undefined
    return compareWords(words, 0, entry.bounds.to, 0, this.#width) <= 0 ? entry.item : undefined
  }

  /** The first interval that shares a key with these bounds. */
  overlap(bounds: KeyBounds): T | undefined {
    const at = this.#lastStartingAtOrBelow(bounds.from)
    const below = this.#entries[at]
    if (below !== undefined && compareWords(bounds.from, 0, below.bounds.to, 0, this.#width) <= 0)
      return below.item
    const above = this.#entries[at + 1]
    return above !== undefined && compareWords(above.bounds.from, 0, bounds.to, 0, this.#width) <= 0
      ? above.item
      : undefined
  }

  insert(bounds: KeyBounds, item: T): void {
    const last = this.#entries.at(-1)
    if (last === undefined || compareWords(last.bounds.from, 0, bounds.from, 0, this.#width) < 0)
      this.#entries.push({ bounds, item })
    else this.#entries.splice(this.#lastStartingAtOrBelow(bounds.from) + 1, 0, { bounds, item })
  }

  /** Only the very same interval. */
  remove(bounds: KeyBounds): T | undefined {
    const at = this.#lastStartingAtOrBelow(bounds.from)
    const entry = this.#entries[at]
    if (entry === undefined || !this.#same(entry.bounds, bounds)) return undefined
    this.#entries.splice(at, 1)
    return entry.item
  }

  #same(left: KeyBounds, right: KeyBounds): boolean {
    return (
      compareWords(left.from, 0, right.from, 0, this.#width) === 0 &&
      compareWords(left.to, 0, right.to, 0, this.#width) === 0
    )
  }

  #lastStartingAtOrBelow(words: Int32Array): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const entry = this.#entries[middle]
      if (entry !== undefined && compareWords(entry.bounds.from, 0, words, 0, this.#width) <= 0)
        low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
