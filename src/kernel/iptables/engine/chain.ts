import type { Rule } from '../model/rule.ts'
import type { BuiltinChain } from '../model/tables.ts'
import { type ChainFacts, noFacts } from './chain-facts.ts'
import type { CompiledRules } from './compiled-rules.ts'
import type { TableCode } from './table-code.ts'

export type Policy = 'ACCEPT' | 'DROP'

/** A chain of a live table. Its identity lasts as long as the chain does; its rules are swapped whole. */
export class Chain {
  readonly name: string
  /** Undefined: a user's chain, without policy. */
  readonly builtin: BuiltinChain | undefined
  policy: Policy | undefined
  /** What the policy decided. iptables-nft counts it only where somebody once set counters. */
  countsPolicy: boolean
  packets = 0
  bytes = 0
  rules: readonly Rule[] = []
  facts: ChainFacts = noFacts
  /** Made at the first packet after a change. */
  compiled: CompiledRules | undefined
  /** Where it stands in the code of its table; undefined: not there yet. */
  code: TableCode | undefined
  head = 0

  constructor(name: string, builtin: BuiltinChain | undefined, countsPolicy: boolean) {
    this.name = name
    this.builtin = builtin
    this.policy = builtin === undefined ? undefined : 'ACCEPT'
    this.countsPolicy = countsPolicy
  }
}
