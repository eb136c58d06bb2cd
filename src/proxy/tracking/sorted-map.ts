/**
 * A map whose values can be walked in the order of their keys (as strings, by code unit). One change
 * costs a binary search and a move; many changes at once one sort at the next walk.
 */
export class SortedMap<Value> {
  readonly #byKey = new Map<string, Value>()
  /** Undefined where too much has changed since the last walk. */
  #keys: string[] | undefined = []
  #changesSinceWalk = 0

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): Value | undefined {
    return this.#byKey.get(key)
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  set(key: string, value: Value): void {
    const isNew = !this.#byKey.has(key)
    this.#byKey.set(key, value)
    if (isNew) this.#note((keys) => keys.splice(lowerBound(keys, key), 0, key))
  }

  delete(key: string): boolean {
    const existed = this.#byKey.delete(key)
    if (existed) this.#note((keys) => keys.splice(lowerBound(keys, key), 1))
    return existed
  }

  /** In order. The array is the map's own: valid until the next change. */
  keys(): readonly string[] {
    this.#changesSinceWalk = 0
    // Without a function sort() compares as strings, by code unit.
    this.#keys ??= [...this.#byKey.keys()].sort()
    return this.#keys
  }

  *values(): IterableIterator<Value> {
    for (const key of this.keys()) {
      const value = this.#byKey.get(key)
      if (value !== undefined) yield value
    }
  }

  #note(change: (keys: string[]) => void): void {
    if (this.#keys === undefined) return
    this.#changesSinceWalk += 1
    if (this.#changesSinceWalk > sortRatherAfter) this.#keys = undefined
    else change(this.#keys)
  }
}

/** From about here on one sort is cheaper than that many moves. */
const sortRatherAfter = 256

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
