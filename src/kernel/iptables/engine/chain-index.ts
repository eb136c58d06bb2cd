import { exactMask, type RuleWords } from './rule-words.ts'

/**
 * Which rules of a chain may match a packet, without walking it. Rules that want one destination, one
 * protocol and port, or both, are found by hash; the rest stand in order. The answer is the same as the
 * walk's: the next rule whose test words fit, so that position still tells how many were passed over.
 */
export class ChainIndex {
  readonly #count: number
  /** Destination, protocol and port. */
  readonly #both: WordTable
  readonly #ports: WordTable
  readonly #addresses: WordTable
  /** Numbers of the rules that no hash can hold, in order. */
  readonly #rest: Int32Array

  constructor({ count, addresses, addressMasks, ports, portMasks }: RuleWords) {
    this.#count = count
    const both: number[] = []
    const byPort: number[] = []
    const byAddress: number[] = []
    const rest: number[] = []
    for (let i = 0; i < count; i += 1) {
      const oneAddress = addressMasks[i] === -1
      const onePort = portMasks[i] === exactMask
      const list = oneAddress ? (onePort ? both : byAddress) : onePort ? byPort : rest
      list.push(i)
    }
    const none = new Int32Array(count)
    this.#both = new WordTable(both, addresses, ports)
    this.#ports = new WordTable(byPort, none, ports)
    this.#addresses = new WordTable(byAddress, addresses, none)
    this.#rest = Int32Array.from(rest)
  }

  /** The first rule at or after `from` that may match; the number of rules where there is none. */
  next(from: number, address: number, ports: number): number {
    const best = Math.min(
      this.#both.next(from, address, ports),
      this.#ports.next(from, 0, ports),
      this.#addresses.next(from, address, 0),
    )
    return this.#nextOfRest(from, best)
  }

  #nextOfRest(from: number, best: number): number {
    const rest = this.#rest
    let low = 0
    let high = rest.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((rest[middle] ?? this.#count) < from) low = middle + 1
      else high = middle
    }
    return Math.min(rest[low] ?? this.#count, best)
  }
}

/**
 * From two words to the rules that have them, in order: open addressing, and a list through `#next`. A slot is four words, a
 * quarter of a cache line: both words, and the rule at the head of the list + 1 (0: free).
 */
class WordTable {
  readonly #none: number
  readonly #mask: number
  readonly #slots: Int32Array
  /** By rule: the next rule with the same words. */
  readonly #next: Int32Array
  readonly #empty: boolean

  /** `first` and `second`: the words of every rule of the chain, by its number. */
  constructor(rules: readonly number[], first: Int32Array, second: Int32Array) {
    const count = first.length
    const size = 2 ** Math.ceil(Math.log2(Math.max(rules.length * 2, 2)))
    this.#none = count
    this.#mask = size - 1
    this.#empty = rules.length === 0
    this.#slots = new Int32Array(size * 4)
    this.#next = new Int32Array(this.#empty ? 0 : count)
    for (const rule of rules.toReversed()) {
      const slot = this.#slotOf(first[rule] ?? 0, second[rule] ?? 0)
      this.#slots[slot] = first[rule] ?? 0
      this.#slots[slot + 1] = second[rule] ?? 0
      const head = this.#slots[slot + 2] ?? 0
      this.#next[rule] = head === 0 ? count : head - 1
      this.#slots[slot + 2] = rule + 1
    }
  }

  next(from: number, first: number, second: number): number {
    if (this.#empty) return this.#none
    const head = this.#slots[this.#slotOf(first, second) + 2] as number
    if (head === 0) return this.#none
    let rule = head - 1
    while (rule < from) rule = this.#next[rule] ?? this.#none
    return rule
  }

  /** Where the words' slot begins, or the free one that they would take. */
  #slotOf(first: number, second: number): number {
    const slots = this.#slots
    const hash = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x85ebca6b)
    let place = (hash ^ (hash >>> 15)) & this.#mask
    for (;;) {
      const slot = place * 4
      if (slots[slot + 2] === 0 || (slots[slot] === first && slots[slot + 1] === second))
        return slot
      place = (place + 1) & this.#mask
    }
  }
}
