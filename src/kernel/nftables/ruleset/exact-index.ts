/**
 * Finds what stands under a key of 32-bit words: open addressing, linear probing, at most half full. A slot
 * is one run of words, its item's number and its key, so that a lookup touches one place in memory. Removal moves the
 * followers up: there are no tombstones.
 */
export class ExactIndex<T> {
  readonly #width: number
  /** Words of a slot: the item's number + 1 (0: free), then the key. */
  readonly #stride: number
  #slots: Int32Array
  readonly #items: (T | undefined)[] = []
  readonly #freeItems: number[] = []
  #mask: number
  #size = 0

  constructor(width: number, expected = 0) {
    this.#width = width
    this.#stride = width + 1
    let capacity = 4
    while (capacity < expected * 2) capacity *= 2
    this.#slots = new Int32Array(capacity * this.#stride)
    this.#mask = capacity - 1
  }

  get size(): number {
    return this.#size
  }

  has(words: Int32Array): boolean {
    return this.#size > 0 && this.#slots[this.#place(words)] !== 0
  }

  find(words: Int32Array): T | undefined {
    if (this.#size === 0) return undefined
    const number = this.#slots[this.#place(words)] as number
    return number === 0 ? undefined : this.#items[number - 1]
  }

  /** The item's number; −1: none. */
  numberOf(words: Int32Array): number {
    return this.#size === 0 ? -1 : (this.#slots[this.#place(words)] as number) - 1
  }

  itemOf(number: number): T | undefined {
    return this.#items[number]
  }

  /** One more than the highest number that an item has. */
  get numbersEnd(): number {
    return this.#items.length
  }

  /** The key must not be there yet. */
  insert(words: Int32Array, item: T): void {
    if ((this.#size + 1) * 2 > this.#mask + 1) this.#grow()
    const at = this.#place(words)
    const number = this.#freeItems.pop() ?? this.#items.length
    this.#items[number] = item
    this.#slots[at] = number + 1
    for (let index = 0; index < this.#width; index += 1)
      this.#slots[at + 1 + index] = words[index] as number
    this.#size += 1
  }

  remove(words: Int32Array): T | undefined {
    const slots = this.#slots
    const stride = this.#stride
    let hole = this.#place(words)
    const number = slots[hole] as number
    if (number === 0) return undefined
    const item = this.#items[number - 1]
    this.#items[number - 1] = undefined
    this.#freeItems.push(number - 1)
    slots[hole] = 0
    this.#size -= 1
    const end = slots.length
    const capacity = this.#mask + 1
    for (let at = hole + stride === end ? 0 : hole + stride; slots[at] !== 0; ) {
      const place = at / stride
      const distance = (place - this.#hash(slots, at + 1) + capacity) & this.#mask
      // The follower may move up if its home is not between the hole and its place.
      if (distance >= ((place - hole / stride + capacity) & this.#mask)) {
        slots.copyWithin(hole, at, at + stride)
        slots[at] = 0
        hole = at
      }
      at = at + stride === end ? 0 : at + stride
    }
    return item
  }

  /** Where the key's slot begins, or the free one that it would take. */
  #place(words: Int32Array): number {
    const width = this.#width
    const stride = this.#stride
    const slots = this.#slots
    const end = slots.length
    let at = this.#hash(words, 0) * stride
    while (slots[at] !== 0) {
      let index = 0
      while (index < width && slots[at + 1 + index] === words[index]) index += 1
      if (index === width) return at
      at += stride
      if (at === end) at = 0
    }
    return at
  }

  #hash(words: Int32Array, from: number): number {
    let hash = 0x9e3779b9 | 0
    const end = from + this.#width
    for (let index = from; index < end; index += 1) {
      hash = Math.imul(hash ^ (words[index] as number), 0x85ebca6b)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash, 0xc2b2ae35)
    return (hash ^ (hash >>> 16)) & this.#mask
  }

  #grow(): void {
    const old = this.#slots
    const stride = this.#stride
    const capacity = (this.#mask + 1) * 2
    this.#slots = new Int32Array(capacity * stride)
    this.#mask = capacity - 1
    const key = new Int32Array(this.#width)
    for (let from = 0; from < old.length; from += stride) {
      if (old[from] === 0) continue
      for (let index = 0; index < this.#width; index += 1)
        key[index] = old[from + 1 + index] as number
      const at = this.#place(key)
      this.#slots[at] = old[from] as number
      for (let index = 0; index < this.#width; index += 1)
        this.#slots[at + 1 + index] = key[index] as number
    }
  }
}
