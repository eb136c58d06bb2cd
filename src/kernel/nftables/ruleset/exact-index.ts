/**
 * Finds what stands under a key of 32-bit words: open addressing in flat arrays, linear probing, at
 * most half full. Removal moves the followers up, so there are no tombstones.
 */
export class ExactIndex<T> {
  readonly #width: number
  #keys: Int32Array
  #items: (T | undefined)[]
  #mask: number
  #size = 0

  constructor(width: number, expected = 0) {
    this.#width = width
    let capacity = 8
    while (capacity < expected * 2) capacity *= 2
    this.#keys = new Int32Array(capacity * width)
    this.#items = new Array<T | undefined>(capacity).fill(undefined)
    this.#mask = capacity - 1
  }

  get size(): number {
    return this.#size
  }

  find(words: Int32Array): T | undefined {
    return this.#items[this.#place(words)]
  }

  /** The key must not be there yet. */
  insert(words: Int32Array, item: T): void {
    if ((this.#size + 1) * 2 > this.#mask + 1) this.#grow()
    const place = this.#place(words)
    this.#items[place] = item
    this.#keys.set(words.subarray(0, this.#width), place * this.#width)
    this.#size += 1
  }

  remove(words: Int32Array): T | undefined {
    let hole = this.#place(words)
    const item = this.#items[hole]
    if (item === undefined) return undefined
    this.#items[hole] = undefined
    this.#size -= 1
    const width = this.#width
    for (let place = (hole + 1) & this.#mask; this.#items[place] !== undefined; ) {
      const home = this.#hash(this.#keys, place * width)
      // The follower may move up if its home is not between the hole and its place.
      if (((place - home) & this.#mask) >= ((place - hole) & this.#mask)) {
        this.#items[hole] = this.#items[place]
        this.#keys.copyWithin(hole * width, place * width, place * width + width)
        this.#items[place] = undefined
        hole = place
      }
      place = (place + 1) & this.#mask
    }
    return item
  }

  #place(words: Int32Array): number {
    const width = this.#width
    const keys = this.#keys
    let place = this.#hash(words, 0)
    while (this.#items[place] !== undefined) {
      const at = place * width
      let index = 0
      while (index < width && keys[at + index] === words[index]) index += 1
      if (index === width) return place
      place = (place + 1) & this.#mask
    }
    return place
  }

  #hash(words: Int32Array, at: number): number {
    let hash = 0x9e3779b9 | 0
    const end = at + this.#width
    for (let index = at; index < end; index += 1) {
      hash = Math.imul(hash ^ (words[index] ?? 0), 0x85ebca6b)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash, 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) & this.#mask
  }

  #grow(): void {
    const { keys, items } = { keys: this.#keys, items: this.#items }
    const capacity = items.length * 2
    this.#keys = new Int32Array(capacity * this.#width)
    this.#items = new Array<T | undefined>(capacity).fill(undefined)
    this.#mask = capacity - 1
    const words = new Int32Array(this.#width)
    for (let old = 0; old < items.length; old += 1) {
      const item = items[old]
      if (item === undefined) continue
      for (let index = 0; index < this.#width; index += 1)
        words[index] = keys[old * this.#width + index] ?? 0
      const place = this.#place(words)
      this.#items[place] = item
      this.#keys.set(words, place * this.#width)
    }
  }
}
