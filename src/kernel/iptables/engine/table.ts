import type { Rule } from '../model/rule.ts'
import { builtinChains, type TableName } from '../model/tables.ts'
import { Chain } from './chain.ts'
import { TableCode } from './table-code.ts'

/** A live table: its chains by name. */
export class Table {
  readonly name: TableName
  /** Grows with every change: what is remembered of its rules holds no longer. */
  version = 0
  /** Made of the chains that packets meet. */
  code = new TableCode()
  readonly chains = new Map<string, Chain>()
  #longestChain = 0
  #longestVersion = -1

  constructor(name: TableName, countsPolicy: boolean) {
    this.name = name
    for (const builtin of builtinChains[name])
      this.chains.set(builtin.name, new Chain(builtin.name, builtin, countsPolicy))
  }

  /** Its rules changed: what was made of them holds no longer. */
  change(): void {
    this.version += 1
    this.code.settle()
    this.code = new TableCode()
  }

  /** Rules of its longest chain. */
  get longestChain(): number {
    if (this.#longestVersion !== this.version) {
      this.#longestVersion = this.version
      this.#longestChain = 0
      for (const { rules } of this.chains.values())
        this.#longestChain = Math.max(this.#longestChain, rules.length)
    }
    return this.#longestChain
  }

  /** The rules that jump or go to a chain, in the order of the table. */
  *referrers(target: string): Generator<Referrer> {
    for (const chain of this.chains.values()) {
      if (!chain.facts.targets.includes(target)) continue
      for (const [i, rule] of chain.rules.entries())
        if ('chain' in rule.action && rule.action.chain === target)
          yield { chain: chain.name, number: i + 1, rule }
    }
  }
}

/** A rule that leads somewhere; `number` counts from 1. */
export interface Referrer {
  readonly chain: string
  readonly number: number
  readonly rule: Rule
}
