import type { Chain } from './chain.ts'
import type { CompiledRule, CompiledRules } from './compiled-rules.ts'

/** Words of an entry: two entries to a cache line. */
export const entryWords = 8
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
  statesShift: 8,
} as const

/** Where in an entry what stands. A chain's head has the number of its rules and of its `long`, −1 if it is short. */
export const entryWord = {
  flags: 0,
  destination: 1,
  destinationMask: 2,
  ports: 3,
  portsMask: 4,
  source: 5,
  sourceMask: 6,
  /** Of a jump or goto: where the chain's head stands; 0: not known yet. Of a translation: the port. */
  target: 7,
  count: 0,
  long: 1,
} as const

/**
 * The chains of a table that packets have met, as flat words: a head, and an entry a rule. A packet to a Service meets a few chains
 * among tens of thousands, none of them in the processor's cache. Here they cost it a line or two each, where objects
 * (chain, rules, patterns, matches) would be a dozen. Counters stand here too until somebody reads the rules'. Thrown away
 * whole when the table changes.
 */
export class TableCode {
  words = new Int32Array(1_024)
  /** By entry: who is asked, acts and counts. */
  readonly #rules: (CompiledRule | undefined)[] = [undefined]
  /** By entry: packets and bytes that the rule's own counters do not have yet. */
  #counted = new Float64Array(2 * (this.words.length / entryWords))
  #isSettled = true
  /** Chains that are searched, not walked. */
  readonly long: CompiledRules[] = []
  /** Nothing stands at 0. */
  #length: number = entryWords

  /** Where a chain's head stands; undefined: it is not here yet. */
  headOf(chain: Chain): number | undefined {
    return chain.code === this ? chain.head : undefined
  }

  /** Returns where the head stands. */
  add(chain: Chain, compiled: CompiledRules): number {
    const head = this.#length
    this.#length += entryWords * (1 + compiled.count)
    this.#makeRoom()
    const { words } = this
    words[head + entryWord.count] = compiled.count
    words[head + entryWord.long] = compiled.words === undefined ? -1 : this.long.length
    if (compiled.words !== undefined) this.long.push(compiled)
    this.#rules.push(undefined)
    let entry = head
    for (const rule of compiled.rules) {
      entry += entryWords
      rule.encode(words, entry)
      this.#rules.push(rule)
    }
    chain.code = this
    chain.head = head
    return head
  }

  rule(entry: number): CompiledRule | undefined {
    return this.#rules[entry >> entryShift]
  }

  /** A packet of the rule's more, or with −1 one less. */
  count(entry: number, packets: 1 | -1, bytes: number): void {
    const at = (entry >> entryShift) * 2
    const counted = this.#counted
    counted[at] = (counted[at] as number) + packets
    counted[at + 1] = (counted[at + 1] as number) + bytes
    this.#isSettled = false
  }

  /** Gives the rules what was counted: to be called before anybody reads theirs. */
  settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    const counted = this.#counted
    for (const [index, compiled] of this.#rules.entries()) {
      if (compiled === undefined) continue
      compiled.rule.packets += counted[index * 2] as number
      compiled.rule.bytes += counted[index * 2 + 1] as number
    }
    counted.fill(0)
  }

  #makeRoom(): void {
    let size = this.words.length
    while (size < this.#length) size *= 2
    if (size === this.words.length) return
    const words = new Int32Array(size)
    words.set(this.words)
    this.words = words
    const counted = new Float64Array(2 * (size / entryWords))
    counted.set(this.#counted)
    this.#counted = counted
  }
}
