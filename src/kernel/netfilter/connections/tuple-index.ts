import { invariant } from '../../../base/invariant.ts'

const initialPlaces = 1_024
const nodeBits = 24
const nodeMask = (1 << nodeBits) - 1
/** Nodes that the index can tell apart; two of them stay unused. */
export const nodeCountMax = nodeMask - 1
/** An entry whose node has gone: searches go on behind it. Its node is one that no connection has. */
const gone = -1

/**
 * From hashes to nodes: open addressing, one word an entry, sixteen to a cache line. The word's lower 24 bits are the
 * node + 1 (0: free), its upper eight the hash's: a node with another tuple is looked at once in 256 times only, so that
 * a search costs one line here and one of the record that it finds. At most two thirds are in use.
 */
export class TupleIndex {
  #entries = new Int32Array(initialPlaces)
  #mask = initialPlaces - 1
  /** Entries that are not free, also those whose nodes have gone. */
  #used = 0
  #held = 0

  get bytes(): number {
    return this.#entries.byteLength
  }

  /** For those who search themselves: `entries[place & mask]`, from `hash & mask` on until one is 0. */
  get entries(): Int32Array {
    return this.#entries
  }

  get mask(): number {
    return this.#mask
  }

  /** Whether one more node needs a larger index, or the same one without what has gone: see `resize`. */
  get isFull(): boolean {
    return this.#used * 3 >= this.#entries.length * 2
  }

  add(hash: number, node: number): void {
    const entries = this.#entries
    const mask = this.#mask
    let place = hash & mask
    while ((entries[place] as number) !== 0 && entries[place] !== gone) place = (place + 1) & mask
    if (entries[place] === 0) this.#used += 1
    entries[place] = entryOf(hash, node)
    this.#held += 1
  }

  remove(hash: number, node: number): void {
    const entries = this.#entries
    const mask = this.#mask
    const entry = entryOf(hash, node)
    let place = hash & mask
    while (entries[place] !== entry) {
      invariant(entries[place] !== 0, 'a linked connection is in the index')
      place = (place + 1) & mask
    }
    this.#held -= 1
    if (entries[(place + 1) & mask] !== 0) entries[place] = gone
    else this.#freeBackwards(place)
  }

  /** The node at a place, counted round and round; −1: none. */
  nodeAt(place: number): number {
    const entry = this.#entries[place & this.#mask] ?? 0
    return entry === gone ? -1 : nodeOf(entry)
  }

  /** Empties the index and gives it room for what it held and as much again; the caller adds all anew. */
  resize(): void {
    let places = initialPlaces
    while (places * 2 < this.#held * 5) places *= 2
    this.#entries = new Int32Array(places)
    this.#mask = places - 1
    this.#used = 0
    this.#held = 0
  }

  /** No search needs to go on behind `place`, nor behind what has gone right before it. */
  #freeBackwards(place: number): void {
    const entries = this.#entries
    do {
      entries[place] = 0
      this.#used -= 1
      place = (place - 1) & this.#mask
    } while (entries[place] === gone)
  }
}

/** Whether an entry may be the one that a hash stands for. */
export function tagFits(entry: number, hash: number): boolean {
  return ((entry ^ hash) & ~nodeMask) === 0
}

/** −1 for a free entry. */
export function nodeOf(entry: number): number {
  return (entry & nodeMask) - 1
}

function entryOf(hash: number, node: number): number {
  return (hash & ~nodeMask) | (node + 1)
}
