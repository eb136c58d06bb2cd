import type { Family } from '../../../packet/address.ts'
import type { Policy } from '../engine/chain.ts'
import type { Backend } from '../engine/iptables-engine.ts'
import type { Rule } from '../model/rule.ts'
import type { TableName } from '../model/tables.ts'

/** A chain as a dump has it. */
export interface DumpChain {
  readonly name: string
  /** Undefined: `-`, a user's chain. */
  readonly policy: Policy | undefined
  readonly packets: number
  readonly bytes: number
  readonly rules: Rule[]
}

export interface DumpTable {
  readonly name: TableName
  /** In the order of the text. */
  readonly chains: Map<string, DumpChain>
}

/**
 * A line of the text, understood. `source` is the line itself where it is not what our own printing of it
 * would say: another version's spelling, other blanks.
 */
export type DumpLine =
  /** A comment or an empty line. */
  | { readonly kind: 'verbatim'; readonly text: string }
  | { readonly kind: 'table'; readonly name: string; readonly source: string | undefined }
  | { readonly kind: 'chain'; readonly chain: DumpChain; readonly source: string | undefined }
  | {
      readonly kind: 'rules'
      readonly chain: string
      /** More than one where `-s a,b` stands for several. */
      readonly rules: readonly Rule[]
      /** Whether `[packets:bytes]` stands before it. */
      readonly counters: boolean
      readonly source: string | undefined
    }
  | { readonly kind: 'commit'; readonly source: string | undefined }

/** How much of the rules a text holds. */
export type DumpKind =
  /** iptables-save. */
  | 'save'
  /** `iptables -S`: one table, whose name is a guess. */
  | 'specification'
  /** `iptables -L`: printed for people; without -v it leaves out interfaces. */
  | 'listing'
  /** Rules without a table around them. */
  | 'fragment'

/** What was read of a node's rules. */
export interface Dump {
  readonly kind: DumpKind
  readonly family: Family
  readonly backend: Backend
  readonly tables: readonly DumpTable[]
  /** For printing, one a line of the text; empty for listings, which cannot be printed back. */
  readonly lines: readonly DumpLine[]
  /** Whether the last line ends in a newline. */
  readonly newlineAtEnd: boolean
  /** What had to be guessed, or is missing, for people. */
  readonly notes: readonly string[]
}
