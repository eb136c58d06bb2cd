import { invariant } from '../../../base/invariant.ts'
import type { Chain } from './chain.ts'
import type { CompiledRule, CompiledRules } from './compiled-rules.ts'

/** Words of a chain's head. */
export const headWords = 2
/** Words of an entry. */
export const entryWords = 12
/** Words of the entry of a rule that asks chance alone, or nothing: its first ones. */
export const shortEntryWords = 8
/** No two entries share their numbers shifted so far. */
const entryShift = 3

/** The first word of a rule's entry: what to do, what to ask, and in which states of the connection it can match. */
export const entryFlag = {
  actionMask: 7,
  destinationInverted: 1 << 3,
  sourceInverted: 1 << 4,
  /** The words do not say all: `CompiledRule.holdsBeyondWords`. */
  asks: 1 << 5,
  /** Chance alone decides; its threshold stands in place of the destination. */
  chance: 1 << 6,
  /** `shortEntryWords` long. */
  short: 1 << 7,
  statesShift: 8,
} as const

/** Where in an entry what stands. A chain's head says where it ends, and which `long` it is, −1 if it is short. */
export const entryWord = {
  flags: 0,
  destination: 1,
  destinationMask: 2,
  /** Of a jump or goto: where the chain's head stands; 0: not known yet. Of a translation: the port. */
  target: 3,
  /** Packets and bytes that the rule's own counters do not have yet: two numbers of two words each. */
  packets: 4,
  bytes: 6,
  ports: 8,
  portsMask: 9,
  source: 10,
  sourceMask: 11,
  end: 0,
  long: 1,
} as const

/**
 * The chains of a table that packets have met, as flat words: a head, and an entry a rule. A packet to a Service meets a few chains
 * among tens of thousands, none of them in the processor's cache. Here they cost it a line or two each, where objects
 * (chain, rules, patterns, matches) would be a dozen. A rule's counters stand in its entry until somebody reads the rule's own. Entries of
 * long chains have all the same length, for their numbers are what an index finds. Thrown away whole when the table changes.
 */
export class TableCode {
  words = new Int32Array(1_024)
  #counters = new Float64Array(this.words.buffer)
  #isSettled = true
  /** Chains that are searched, not walked. */
  readonly long: CompiledRules[] = []
  /** In the order of their heads. */
  readonly #chains: {
    readonly head: number
    readonly chain: Chain
    readonly rules: CompiledRules
  }[] = []
  /** By entry: those who had to be asked, or acted. */
  #compiled: (CompiledRule | undefined)[] = new Array(this.words.length >> entryShift)
  /** Nothing stands at 0. */
  #length: number = headWords

  /** Where a chain's head stands; undefined: it is not here yet. */
  headOf(chain: Chain): number | undefined {
    return chain.code === this ? chain.head : undefined
  }

  /** Returns where the head stands. */
  add(chain: Chain, rules: CompiledRules): number {
    const head = this.#length
    this.#makeRoom(headWords + entryWords * rules.count)
    const { words } = this
    const isLong = rules.words !== undefined
    words[head + entryWord.long] = isLong ? this.long.length : -1
    if (isLong) this.long.push(rules)
    let at = head + headWords
    for (let index = 0; index < rules.count; index += 1)
      at += rules.compile(index).encode(words, at, isLong)
    words[head + entryWord.end] = at
    this.#length = at
    this.#chains.push({ head, chain, rules })
    chain.code = this
    chain.head = head
    return head
  }

  rule(entry: number): CompiledRule {
    return this.#compiled[entry >> entryShift] ?? this.#compile(entry)
  }

  /** A packet of the rule's more, or with −1 one less. */
  count(entry: number, packets: 1 | -1, bytes: number): void {
    const at = (entry + entryWord.packets) >> 1
    const counters = this.#counters
    counters[at] = (counters[at] as number) + packets
    counters[at + 1] = (counters[at + 1] as number) + bytes
    this.#isSettled = false
  }

  /** Gives the rules what was counted: to be called before anybody reads theirs. */
  settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    const counters = this.#counters
    for (const { head, chain } of this.#chains) {
      let entry = head + headWords
      for (const rule of chain.rules) {
        const at = (entry + entryWord.packets) >> 1
        rule.packets += counters[at] as number
        rule.bytes += counters[at + 1] as number
        counters.fill(0, at, at + 2)
        entry += this.#wordsOf(entry)
      }
    }
  }

  #wordsOf(entry: number): number {
    const flags = this.words[entry + entryWord.flags] as number
    return (flags & entryFlag.short) === 0 ? entryWords : shortEntryWords
  }

  #compile(entry: number): CompiledRule {
    const chains = this.#chains
    let low = 0
    let high = chains.length
    while (low + 1 < high) {
      const middle = (low + high) >>> 1
      if ((chains[middle]?.head ?? 0) <= entry) low = middle
      else high = middle
    }
    const found = chains[low]
    invariant(found !== undefined, 'an entry of a chain')
    let index = 0
    for (let at = found.head + headWords; at < entry; at += this.#wordsOf(at)) index += 1
    const rule = found.rules.compile(index)
    this.#compiled[entry >> entryShift] = rule
    return rule
  }

  #makeRoom(count: number): void {
    let size = this.words.length
    while (size < this.#length + count) size *= 2
    if (size === this.words.length) return
    const words = new Int32Array(size)
    words.set(this.words)
    this.words = words
    this.#counters = new Float64Array(words.buffer)
    this.#compiled.length = size >> entryShift
  }
}
