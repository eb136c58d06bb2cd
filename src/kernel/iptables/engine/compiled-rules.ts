import { accept, type Verdict } from '../../netfilter/hook.ts'
import { addressMatches } from '../model/address-pattern.ts'
import type { Evaluation, Match, Target } from '../model/extension.ts'
import { interfaceMatches } from '../model/interface-pattern.ts'
import { anyHeader, type Header, type Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import { ChainIndex } from './chain-index.ts'
import { RuleWords } from './rule-words.ts'
import type { Table } from './table.ts'

/** What the walker does when a rule matches. */
export const action = {
  none: 0,
  accept: 1,
  drop: 2,
  return: 3,
  jump: 4,
  goto: 5,
  target: 6,
} as const

/** Chains of fewer rules are asked rule by rule: words and an index would cost more than they save. */
export const longChainMin = 16

/** The rules of a chain, laid out for the walk. */
export interface CompiledRules {
  readonly count: number
  /** Undefined for short chains, as nearly all of kube-proxy's are. */
  readonly words: RuleWords | undefined
  readonly rules: readonly CompiledRule[]
  readonly index: ChainIndex | undefined
}

export class CompiledRule {
  readonly rule: Rule
  readonly action: number
  /** Of a jump or goto. */
  readonly chain: Chain | undefined
  readonly #target: Target | undefined
  /** Of ACCEPT and DROP. */
  readonly #verdict: Verdict
  readonly #header: Header
  /** In the order of asking: those that may have to ask somebody come last among their pure neighbours. */
  readonly #matches: readonly Match[]

  constructor(rule: Rule, table: Table, chain: Chain, number: number) {
    this.rule = rule
    this.#header = rule.header
    this.#matches = lateLast(rule.matches)
    const { action: what } = rule
    this.action = action[what.kind]
    this.chain =
      what.kind === 'jump' || what.kind === 'goto' ? table.chains.get(what.chain) : undefined
    this.#target = what.kind === 'target' ? what.target : undefined
    this.#verdict =
      what.kind === 'drop'
        ? { kind: 'drop', reason: `${table.name} ${chain.name} rule ${number}` }
        : accept
  }

  matches(evaluation: Evaluation): boolean {
    if (this.#header !== anyHeader && !headerMatches(this.#header, evaluation)) return false
    const matches = this.#matches
    for (let i = 0; i < matches.length; i += 1)
      if (matches[i]?.evaluate(evaluation) !== true) return false
    return true
  }

  /** Of a rule that ends or changes something here: undefined, on with the next rule. */
  act(evaluation: Evaluation): Verdict | undefined {
    if (this.#target !== undefined) return this.#target.apply(evaluation)
    return this.action === action.none ? undefined : this.#verdict
  }

  /** The first match that says no, after the header said yes. */
  firstFailing(evaluation: Evaluation): Match | undefined {
    return this.#matches.find((match) => !match.evaluate(evaluation))
  }
}

export function headerMatches(header: Header, { buffer, packet }: Evaluation): boolean {
  const { source, destination, inputInterface, outputInterface, protocol } = header
  if (source !== undefined && !addressMatches(source, packet.source)) return false
  if (destination !== undefined && !addressMatches(destination, packet.destination)) return false
  if (protocol !== undefined && (packet.protocol === protocol.number) === protocol.inverted)
    return false
  if (inputInterface !== undefined && !interfaceMatches(inputInterface, buffer.inputInterface))
    return false
  if (outputInterface !== undefined && !interfaceMatches(outputInterface, buffer.outputInterface))
    return false
  // Packets are whole here: conntrack has put them together before any table sees them.
  return header.fragment !== 'only'
}

export function compileRules(table: Table, chain: Chain, indexed: boolean): CompiledRules {
  const count = chain.rules.length
  const words = count >= longChainMin ? new RuleWords(chain.rules) : undefined
  const rules = chain.rules.map((rule, i) => new CompiledRule(rule, table, chain, i + 1))
  const index = indexed && words !== undefined ? new ChainIndex(words) : undefined
  return { count, words, rules, index }
}

function lateLast(matches: readonly Match[]): readonly Match[] {
  if (!matches.some((match) => match.late)) return matches
  const ordered: Match[] = []
  let late: Match[] = []
  for (const match of matches) {
    if (match.late) late.push(match)
    else if (match.pure) ordered.push(match)
    else {
      ordered.push(...late, match)
      late = []
    }
  }
  return [...ordered, ...late]
}
