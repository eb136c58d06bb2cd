import type { Family, Ipv4 } from '../../../packet/address.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { IpSets } from '../../ipset/ip-sets.ts'
import type { Hook, HookContext, Verdict } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { RecentTables } from '../matches/state/recent-tables.ts'
import type { IpvsView } from './ipvs-view.ts'
import type { TableName } from './tables.ts'

/** What a match or target may look at. One object an engine, filled anew for every packet. */
export interface Evaluation {
  readonly family: Family
  /** Undefined: nobody said which sets there are. */
  readonly sets: IpSets | undefined
  readonly recent: RecentTables
  /** Undefined: no IPVS on this node. */
  readonly ipvs: IpvsView | undefined
  /** `addressWord` of the packet's ends. */
  sourceWord: number
  destinationWord: number
  table: TableName
  hook: Hook
  buffer: SocketBuffer
  packet: Packet
  context: HookContext
}

/** One `-m NAME …` of a rule: data, and what it says of a packet. */
export interface Match {
  readonly name: string
  /** The options in iptables-save's order and spelling, a blank before each; '' if there are none. */
  print(): string
  /** Asked in the order of the rule, and only if all before it matched. */
  evaluate(evaluation: Evaluation): boolean
  /**
   * False: being asked leaves something behind or draws chance, so that an index must not skip it.
   * True: the answer may be had in any order, or not at all.
   */
  readonly pure: boolean
  /** Always matches where the rule's protocol does: it says nothing more. */
  readonly trivial?: boolean
  /** Protocols (IANA numbers) that the rule must name with it. */
  readonly protocols?: readonly number[]
  /** Pure, but may have to ask what nobody knows: asked after its pure neighbours. */
  readonly late?: boolean
  /** It holds in these states of the connection, and only there (`connectionStateBit`): no need to ask it. */
  readonly connectionStates?: number | undefined
  /** It looks at the packet's mark, protocol and interfaces alone. */
  readonly classOnly?: boolean
  /** It is so for now: until the rules change, or `IpSets.version` grows. `withDestination`: or at that alone. */
  isClassOnlyNow?(evaluation: Evaluation, withDestination: boolean): boolean
  /** Destination port or ports that the packet must have, for the index; undefined: any. */
  readonly destinationPort?: number | undefined
  /** It says nothing but `destinationPort`, of the protocol that the rule names. */
  readonly portOnly?: boolean
  /** Why it did not match, for a trace; undefined: its print says enough. */
  explain?(evaluation: Evaluation): string
  /** The rule was loaded anew (iptables-legacy loads a whole table at every change). */
  restart?(): void
  /** The rule came into a table, or left it for good. */
  attach?(evaluation: Evaluation): void
  detach?(evaluation: Evaluation): void
}

/** What a rule does with a packet that matched, where that is more than a verdict or a jump. */
export interface Target {
  readonly name: string
  /** As `Match.print`. */
  print(): string
  /** Undefined: on with the next rule. */
  apply(evaluation: Evaluation): Verdict | undefined
  /** Tables that the kernel takes it in; undefined: any. */
  readonly tables?: readonly TableName[]
  /** Hooks that the kernel takes it on; undefined: any. */
  readonly hooks?: readonly Hook[]
  /** Protocols (IANA numbers) that the rule must name with it. */
  readonly protocols?: readonly number[] | undefined
  /** It does nothing but translate the destination, to this one. */
  readonly singleDestination?: { readonly address: Ipv4; readonly port: number } | undefined
}

/** The words that follow an option, and the `!` before it. */
export interface OptionWords {
  readonly family: Family
  /** Protocol that the rule names so far, without `!`; 0: none. */
  readonly protocol: number
  /** The line being read. */
  readonly line: number
  /** Whether `!` stood before the option; asking allows it. */
  negated(): boolean
  /** The next word. @throws UserError where there is none */
  next(expected: string): string
  /** Whether another word follows that is no option. */
  hasNext(): boolean
  /** The next word with its quotes, as it was written. */
  nextRaw(expected: string): string
  /** @throws UserError at the word read last */
  fail(found: string, expected: string): never
}

/** A match or target while its options are read. */
export interface Draft<T> {
  /** Its options may stand more than once. */
  readonly mayRepeat?: boolean
  /** It takes any option, so others are asked first. */
  readonly greedy?: boolean
  /** Takes an option (`--dport`) with its words; false: not one of its own. */
  take(option: string, words: OptionWords): boolean
  /** All options are read. `words.fail` where one is missing. */
  finish(words: OptionWords): T
}

/** How a match or target of one name is read. */
export interface Extension<T> {
  readonly name: string
  /** Undefined: both. */
  readonly family?: Family
  begin(): Draft<T>
}

export type MatchExtension = Extension<Match>
export type TargetExtension = Extension<Target>
