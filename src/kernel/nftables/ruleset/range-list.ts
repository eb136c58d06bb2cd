import { compareWords, type KeyBounds } from './key-words.ts'

/**
 * Concatenations with intervals in some fields: tried one after another, oldest first, as an element that
 * was added earlier wins in the kernel too (net/netfilter/nft_set_pipapo.c, pipapo_refill).
 */
export class RangeList<T> {
  readonly #fieldWidths: readonly number[]
  #entries: { bounds: KeyBounds; item: T }[] = []

  constructor(fieldWidths: readonly number[]) {
    this.#fieldWidths = fieldWidths
  }

  get size(): number {
    return this.#entries.length
  }

  find(words: Int32Array): T | undefined {
    for (const entry of this.#entries) if (this.#covers(entry.bounds, words)) return entry.item
    return undefined
  }

  overlap(bounds: KeyBounds): T | undefined {
    for (const entry of this.#entries) if (this.#meets(entry.bounds, bounds)) return entry.item
    return undefined
  }

  insert(bounds: KeyBounds, item: T): void {
    this.#entries.push({ bounds, item })
  }

  remove(bounds: KeyBounds): T | undefined {
    const width = bounds.from.length
    const at = this.#entries.findIndex(
      (entry) =>
        compareWords(entry.bounds.from, 0, bounds.from, 0, width) === 0 &&
        compareWords(entry.bounds.to, 0, bounds.to, 0, width) === 0,
    )
    return at < 0 ? undefined : this.#entries.splice(at, 1)[0]?.item
  }

  #covers(bounds: KeyBounds, words: Int32Array): boolean {
    let at = 0
    for (const width of this.#fieldWidths) {
      if (compareWords(words, at, bounds.from, at, width) < 0) return false
      if (compareWords(words, at, bounds.to, at, width) > 0) return false
      at += width
    }
    return true
  }

  #meets(left: KeyBounds, right: KeyBounds): boolean {
    let at = 0
    for (const width of this.#fieldWidths) {
      if (compareWords(left.to, at, right.from, at, width) < 0) return false
      if (compareWords(right.to, at, left.from, at, width) < 0) return false
      at += width
    }
    return true
  }
}
