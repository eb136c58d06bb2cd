import type { Policy } from '../engine/chain.ts'
import type { Rule } from '../model/rule.ts'
import type { TableName } from '../model/tables.ts'

export interface Counters {
  readonly packets: number
  readonly bytes: number
}

/** Something in the text that cannot be done; at the line being read unless another is named. */
export type Complain = (found: string, expected: string, line?: number) => never

/** What a restore text says, line by line. The reader knows the line; a sink complains through it. */
export interface RestoreSink {
  beginTable(name: TableName, complain: Complain): void
  /** `:CHAIN POLICY [p:b]`. Policy `-`: undefined. */
  declareChain(
    name: string,
    policy: Policy | undefined,
    counters: Counters,
    complain: Complain,
  ): void
  append(chain: string, rule: Rule, complain: Complain): void
  /** `-I` and the rest, where the sink takes commands at all. */
  command(command: RuleCommand, complain: Complain): void
  commit(complain: Complain): void
}

/** The commands besides `-A`. Numbers of rules count from 1. */
export type RuleCommand =
  | { readonly kind: 'append'; readonly chain: string; readonly rule: Rule }
  | {
      readonly kind: 'insert'
      readonly chain: string
      readonly number: number
      readonly rule: Rule
    }
  | {
      readonly kind: 'replace'
      readonly chain: string
      readonly number: number
      readonly rule: Rule
    }
  | { readonly kind: 'delete'; readonly chain: string; readonly rule: Rule }
  | { readonly kind: 'delete-number'; readonly chain: string; readonly number: number }
  | { readonly kind: 'check'; readonly chain: string; readonly rule: Rule }
  | { readonly kind: 'new-chain'; readonly chain: string }
  | { readonly kind: 'rename-chain'; readonly chain: string; readonly to: string }
  | { readonly kind: 'delete-chain'; readonly chain: string | undefined }
  | { readonly kind: 'flush'; readonly chain: string | undefined }
  | {
      readonly kind: 'zero'
      readonly chain: string | undefined
      readonly number: number | undefined
    }
  | { readonly kind: 'policy'; readonly chain: string; readonly policy: Policy }
