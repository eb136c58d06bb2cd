import type { TableFamily } from '../../model/selectors.ts'
import type { Statement } from '../../model/statement.ts'
import type { SetDeclaration } from '../../ruleset/nft-set.ts'
import type { ProtocolContext } from './protocol-context.ts'

/** What a rule's text is read against. */
export interface RuleContext {
  readonly family: TableFamily
  /** As nft lists it: a set of one element is meant as a set. */
  readonly listed?: boolean
  /** Where the table is named that is not there. */
  readonly tableMissingAt?: number | undefined
  /** The declaration of a named set or map of the table. */
  set(name: string): SetDeclaration | undefined
  /** What matches so far have said of the packet; undefined: things of any protocol may be named, one beside the other. */
  readonly known: ProtocolContext | undefined
  /** Matches that must stand before the statement that is being read, and at the head of the rule. */
  readonly before: Statement[]
  readonly head: Statement[]
}
