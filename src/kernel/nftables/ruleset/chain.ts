import type { Statement } from '../model/statement.ts'

export type ChainType = 'filter' | 'nat' | 'route'
export type ChainHook =
  | 'prerouting'
  | 'input'
  | 'forward'
  | 'output'
  | 'postrouting'
  | 'ingress'
  | 'egress'

/** What makes a chain a base chain. */
export interface BaseChain {
  readonly type: ChainType
  readonly hook: ChainHook
  readonly priority: number
  readonly policy: 'accept' | 'drop'
  readonly devices: readonly string[]
}

/** A rule: what it says never changes; what it counts stands inside its counter statements. */
export class Rule {
  readonly handle: number
  readonly statements: readonly Statement[]
  readonly comment: string | undefined
  /**
   * The rule as a dump wrote it, where that is not how it is printed from its statements (rules of
   * iptables-nft, which `nft list` spells through libxtables).
   */
  readonly dumpText: string | undefined

  constructor(
    handle: number,
    statements: readonly Statement[],
    comment: string | undefined,
    dumpText: string | undefined = undefined,
  ) {
    this.handle = handle
    this.statements = statements
    this.comment = comment
    this.dumpText = dumpText
  }
}

/** A chain. `rules` is replaced, never changed in place, by everything but appending. */
export class Chain {
  // What every packet asks of a chain stands first, side by side in memory.
  /** Grows with every change of its rules: a compiled form is good for one revision. */
  revision = 0
  compiledRevision = -1
  /** What the engine made of the rules. */
  compiled: unknown
  base: BaseChain | undefined
  rules: Rule[] = []
  /** Rules and map elements that jump or go here. */
  useCount = 0
  /** Bits of base chains' types and hooks from which it can be reached, and how deep: at least what is true (transaction/validation.ts). */
  reachedFrom = 0
  reachedLevel = 0
  readonly name: string
  readonly handle: number
  comment: string | undefined

  constructor(name: string, handle: number, base?: BaseChain, comment?: string) {
    this.name = name
    this.handle = handle
    this.base = base
    this.comment = comment
  }
}
