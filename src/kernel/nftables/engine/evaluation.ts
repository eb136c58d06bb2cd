import type { Packet } from '../../../packet/packet.ts'
import type { Hook, HookContext, RejectAnswer } from '../../netfilter/hook.ts'
import type { SocketBuffer } from '../../netfilter/socket-buffer.ts'
import type { Chain } from '../ruleset/chain.ts'
import type { Table } from '../ruleset/table.ts'

/** What a step of a rule says. */
export const outcome = {
  /** It holds: go on with the rule's next step. */
  next: 0,
  /** It does not: the rule is done (NFT_BREAK). */
  leave: 1,
  /** A verdict stands in the evaluation. */
  verdict: 2,
} as const

export type VerdictKind = 'accept' | 'drop' | 'return' | 'jump' | 'goto' | 'reject'

/** Words that the longest key takes: 16 registers of 4 words (NFT_REG32_COUNT). */
const keyWordsMax = 64

/** One packet on its way through one base chain: what steps look at, and what they leave. One per engine, used again. */
export class Evaluation {
  buffer: SocketBuffer
  packet: Packet
  context: HookContext
  hook: Hook
  table: Table
  /** Of the ruleset: what was made of rules at another one holds no longer. */
  revision = 0
  readonly words = new Int32Array(keyWordsMax)
  kind: VerdictKind = 'accept'
  /** Where `jump` and `goto` lead. */
  target: Chain | undefined
  answer: RejectAnswer | undefined
  /** The chain whose one rule said `drop`, where that is not the one that is walked. */
  droppedIn: Chain | undefined
  reason = ''

  constructor(buffer: SocketBuffer, context: HookContext, hook: Hook, table: Table) {
    this.buffer = buffer
    this.packet = buffer.packet
    this.context = context
    this.hook = hook
    this.table = table
  }

  begin(buffer: SocketBuffer, context: HookContext, hook: Hook, table: Table): void {
    this.buffer = buffer
    this.packet = buffer.packet
    this.context = context
    this.hook = hook
    this.table = table
  }

  get isIpv4(): boolean {
    return typeof this.packet.source === 'number'
  }

  /** Something that is not modelled: both answers are possible. */
  unknown(question: string): boolean {
    this.context.trace?.step({ kind: 'unknown', question })
    return this.context.chance.unknown(question)
  }

  setVerdict(kind: VerdictKind): 2 {
    this.kind = kind
    return outcome.verdict
  }

  drop(reason: string): 2 {
    this.reason = reason
    return this.setVerdict('drop')
  }
}
