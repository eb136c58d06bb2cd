import { invariant } from '../../../base/invariant.ts'
import type { Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import type { CompiledRule, CompiledRules } from './compiled-rules.ts'

/** Words of a chain's head. */
export const headWords = 2
/** Words of an entry. */
export const entryWords = 12
/** Words of the entry of a rule that asks chance alone, or nothing: its first ones. */
export const shortEntryWords = 8
/** Words of that list; beyond, settling goes through all entries. */
const dirtyMax = 4_096
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

/** Where in an entry what stands. A chain's head says where it ends, and its number, or −1 − its number if it is searched. */
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
  chain: 1,
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
  /** Heads and entries, in turn, of those that count what their rules do not know yet; some may stand here twice. */
  #dirty: number[] = []
  /** There are more than `dirtyMax` of them. */
  #hasMoreDirty = false
  /** Of the chains by their numbers, in the order of their heads. */
  readonly #rules: CompiledRules[] = []
  /** By entry: those who had to be asked, or acted. */
  #compiled: (CompiledRule | undefined)[] = emptyPlaces(this.words.length)
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
    words[head + entryWord.chain] = isLong ? -1 - this.#rules.length : this.#rules.length
    let at = head + headWords
    for (let index = 0; index < rules.count; index += 1)
      at += rules.compile(index).encode(words, at, isLong)
    words[head + entryWord.end] = at
    this.#length = at
    this.#rules.push(rules)
    chain.code = this
    chain.head = head
    return head
  }

  /** Of the chain at `head`. */
  rules(head: number): CompiledRules {
    const rules = this.#rules[this.#numberOf(head)]
    invariant(rules !== undefined, 'a head of a chain')
    return rules
  }

  /** Of an entry of the chain at `head`. */
  rule(head: number, entry: number): CompiledRule {
    const known = this.#compiled[entry >> entryShift]
    if (known !== undefined) return known
    const rule = this.rules(head).compile(this.indexOf(head, entry))
    this.#compiled[entry >> entryShift] = rule
    return rule
  }

  /** The entry's place among the chain's rules, from 0. */
  indexOf(head: number, entry: number): number {
    const first = head + headWords
    if ((this.words[head + entryWord.chain] as number) < 0) return (entry - first) / entryWords
    let index = 0
    for (let at = first; at < entry; at += this.#wordsOf(at)) index += 1
    return index
  }

  /** A packet of the rule's more, or with −1 one less. `head`: of its chain. */
  count(head: number, entry: number, packets: 1 | -1, bytes: number): void {
    const at = (entry + entryWord.packets) >> 1
    const counters = this.#counters
    const before = counters[at] as number
    if (before === 0) this.#note(head, entry)
    counters[at] = before + packets
    counters[at + 1] = (counters[at + 1] as number) + bytes
  }

  /** Gives the rules what was counted: to be called before anybody reads theirs. */
  settle(): void {
    const dirty = this.#dirty
    for (let index = 0; index < dirty.length; index += 2) {
      const [head = 0, entry = 0] = [dirty[index], dirty[index + 1]]
      this.#settle(entry, this.rules(head).source[this.indexOf(head, entry)])
    }
    this.#dirty = []
    if (!this.#hasMoreDirty) return
    this.#hasMoreDirty = false
    let entry = headWords
    for (const { source } of this.#rules) {
      entry += headWords
      for (const rule of source) {
        this.#settle(entry, rule)
        entry += this.#wordsOf(entry)
      }
    }
  }

  #settle(entry: number, rule: Rule | undefined): void {
    const at = (entry + entryWord.packets) >> 1
    const counters = this.#counters
    if (rule === undefined || counters[at] === 0) return
    rule.packets += counters[at] as number
    rule.bytes += counters[at + 1] as number
    counters[at] = 0
    counters[at + 1] = 0
  }

  #note(head: number, entry: number): void {
    if (this.#dirty.length < dirtyMax) this.#dirty.push(head, entry)
    else this.#hasMoreDirty = true
  }

  #wordsOf(entry: number): number {
    const flags = this.words[entry + entryWord.flags] as number
    return (flags & entryFlag.short) === 0 ? entryWords : shortEntryWords
  }

  #numberOf(head: number): number {
    const number = this.words[head + entryWord.chain] as number
    return number < 0 ? -1 - number : number
  }

  #makeRoom(count: number): void {
    let size = this.words.length
    while (size < this.#length + count) size *= 2
    if (size === this.words.length) return
    const words = new Int32Array(size)
    words.set(this.words)
    this.words = words
    this.#counters = new Float64Array(words.buffer)
    // Not by its length: an array that grows in a leap becomes a slow one.
    const compiled = emptyPlaces(size)
    for (const [place, rule] of this.#compiled.entries()) compiled[place] = rule
    this.#compiled = compiled
  }
}

function emptyPlaces(words: number): (CompiledRule | undefined)[] {
  return new Array(words >> entryShift).fill(undefined)
}
