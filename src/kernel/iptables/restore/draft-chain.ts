import type { Chain, Policy } from '../engine/chain.ts'
import { type ChainFacts, chainFacts, noFacts } from '../engine/chain-facts.ts'
import type { Rule } from '../model/rule.ts'

/** A chain as it will be, once the transaction is committed. */
export class DraftChain {
  readonly name: string
  /** The chain there is; undefined: it comes with the commit. */
  readonly chain: Chain | undefined
  policy: Policy | undefined
  /** Set where the text gave the policy counters. */
  counters: { readonly packets: number; readonly bytes: number } | undefined
  readonly #draft: Changing
  /** Undefined: the rules are as they were. */
  #own: Rule[] | undefined
  #facts: ChainFacts | undefined

  constructor(draft: Changing, name: string, chain: Chain | undefined) {
    this.#draft = draft
    this.name = name
    this.chain = chain
    this.policy = chain?.policy
  }

  get rulesChanged(): boolean {
    return this.#own !== undefined
  }

  get rules(): readonly Rule[] {
    return this.#own ?? this.chain?.rules ?? []
  }

  /** To be asked when the rules are complete. */
  facts(): ChainFacts {
    if (this.#own === undefined) return this.chain?.facts ?? noFacts
    this.#facts ??= chainFacts(this.#own)
    return this.#facts
  }

  change(rules: readonly Rule[]): void {
    this.#own = [...rules]
    this.#touch()
  }

  append(rule: Rule): void {
    this.#open().push(rule)
    this.#touch()
  }

  insert(at: number, rule: Rule): void {
    this.#open().splice(at, 0, rule)
    this.#touch()
  }

  take(at: number): void {
    this.#open().splice(at, 1)
    this.#touch()
  }

  #open(): Rule[] {
    this.#own ??= [...this.rules]
    return this.#own
  }

  #touch(): void {
    this.#facts = undefined
    this.#draft.changes += 1
  }
}

/** Counts changes, so that what was worked out from all chains is known to be stale. */
export interface Changing {
  changes: number
}
