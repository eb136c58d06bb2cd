import type { Address } from '../../../packet/address.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import { type AddressPattern, addressMatches } from '../model/address-pattern.ts'
import type { Evaluation, Match, Target } from '../model/extension.ts'
import { interfaceMatches } from '../model/interface-pattern.ts'
import { anyHeader, type Header, type Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import { ChainIndex } from './chain-index.ts'
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

/** Chains of fewer rules are walked: that is as fast as asking an index. */
export const indexedRulesMin = 16

/**
 * The rules of a chain, laid out for the walk. Four words a rule stand in `tests`: destination and its
 * mask, protocol and destination port and their mask. A rule whose words do not fit the packet cannot
 * match; one whose words fit is asked in full.
 */
export interface CompiledRules {
  readonly count: number
  readonly tests: Int32Array
  readonly rules: readonly CompiledRule[]
  readonly index: ChainIndex | undefined
}

export class CompiledRule {
  readonly rule: Rule
  readonly action: number
  /** Of a jump or goto. */
  readonly chain: Chain | undefined
  readonly target: Target | undefined
  /** Of ACCEPT and DROP. */
  readonly verdict: Verdict
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
    this.target = what.kind === 'target' ? what.target : undefined
    this.verdict =
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
  const tests = new Int32Array(count * 4)
  const rules = chain.rules.map((rule, i) => {
    fillTests(tests, i * 4, rule)
    return new CompiledRule(rule, table, chain, i + 1)
  })
  const index = indexed && count >= indexedRulesMin ? new ChainIndex(tests, count) : undefined
  return { count, tests, rules, index }
}

/** The low 32 bits of an address: all of an IPv4 address, enough to tell most IPv6 ones apart. */
export function addressWord(address: Address): number {
  return typeof address === 'number' ? address | 0 : Number(BigInt.asIntN(32, address))
}

export function portWord(protocol: number, destinationPort: number): number {
  return (protocol << 16) | destinationPort
}

function fillTests(tests: Int32Array, at: number, rule: Rule): void {
  const { destination, protocol } = rule.header
  if (destination !== undefined && !destination.inverted) fillAddress(tests, at, destination)
  if (protocol === undefined || protocol.inverted) return
  tests[at + 2] = portWord(protocol.number, 0)
  tests[at + 3] = 0xff0000
  // A match before the port's that draws chance or remembers must be asked whatever the port is.
  for (const match of rule.matches) {
    if (!match.pure) return
    const port = match.destinationPort
    if (port === undefined) continue
    tests[at + 2] = portWord(protocol.number, port)
    tests[at + 3] = 0xffffff
    return
  }
}

function fillAddress(tests: Int32Array, at: number, pattern: AddressPattern): void {
  tests[at] = addressWord(pattern.address)
  tests[at + 1] = addressWord(pattern.mask)
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
