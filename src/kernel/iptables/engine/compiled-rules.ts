import { invariant } from '../../../base/invariant.ts'
import { accept, type Verdict } from '../../netfilter/hook.ts'
import { RandomMatch } from '../matches/state/statistic.ts'
import { addressMatches } from '../model/address-pattern.ts'
import type { Evaluation, Match, Target } from '../model/extension.ts'
import { interfaceMatches } from '../model/interface-pattern.ts'
import type { Header, Rule } from '../model/rule.ts'
import type { Chain } from './chain.ts'
import { ChainIndex } from './chain-index.ts'
import {
  type AddressWords,
  addressWords,
  anyAddress,
  exactMask,
  portTest,
  RuleWords,
  wordsMatch,
} from './rule-words.ts'
import type { Table } from './table.ts'
import { entryFlag, entryWord, entryWords, shortEntryWords } from './table-code.ts'

/** What the walker does when a rule matches. */
export const action = {
  none: 0,
  accept: 1,
  drop: 2,
  return: 3,
  jump: 4,
  goto: 5,
  target: 6,
  /** In code: a target that gives the packet one IPv4 destination and port. */
  translate: 7,
} as const

/** Chains of fewer rules are asked rule by rule: words and an index would cost more than they save. */
export const longChainMin = 16

/** The rules of a chain, laid out for the walk. */
export class CompiledRules {
  readonly count: number
  /** Undefined for short chains, as nearly all of kube-proxy's are. */
  readonly words: RuleWords | undefined
  readonly index: ChainIndex | undefined
  /** As they were read. */
  readonly source: readonly Rule[]
  readonly #table: Table
  readonly #chain: Chain
  #rules: readonly CompiledRule[] | undefined

  constructor(table: Table, chain: Chain, indexed: boolean) {
    this.#table = table
    this.#chain = chain
    this.source = chain.rules
    this.count = chain.rules.length
    this.words = this.count >= longChainMin ? new RuleWords(chain.rules) : undefined
    this.index = indexed && this.words !== undefined ? new ChainIndex(this.words) : undefined
  }

  /** Made when somebody looks at them one by one: what `TableCode` says is enough for nearly all rules. */
  get rules(): readonly CompiledRule[] {
    this.#rules ??= this.source.map((_, index) => this.compile(index))
    return this.#rules
  }

  /** Where a rule jumps or goes to. */
  target(index: number): Chain | undefined {
    const rule = this.source[index]
    return rule === undefined ? undefined : targetOf(rule, this.#table)
  }

  /** A rule of the chain, which nobody else keeps. */
  compile(index: number): CompiledRule {
    const rule = this.source[index]
    invariant(rule !== undefined, 'a rule of the chain')
    return new CompiledRule(rule, this.#table, this.#chain, index + 1)
  }
}

export class CompiledRule {
  readonly rule: Rule
  readonly action: number
  readonly #table: Table
  readonly #target: Target | undefined
  /** Of ACCEPT and DROP. */
  readonly #verdict: Verdict
  /** Of a rule that drops or rejects: `filter KUBE-SERVICES rule 3`. */
  readonly #name: string
  /** IANA number; −1: any. */
  readonly #protocol: number
  readonly #source: AddressWords
  readonly #destination: AddressWords
  /** What the words above do not say of the header: interfaces, IPv6, fragments. */
  readonly #rest: Header | undefined
  /** In the order of asking: those that may have to ask somebody come last among their pure neighbours. */
  readonly #matches: readonly Match[]
  /** Those of them that have to be asked at all. */
  readonly #asked: readonly Match[]
  /** Those that protocol and port, as words, do not say already. */
  readonly #portTest: ReturnType<typeof portTest>
  readonly #askedBeyondWords: readonly Match[]
  /** States of the connection that the rule can match in. */
  readonly #states: number

  constructor(rule: Rule, table: Table, chain: Chain, number: number) {
    this.rule = rule
    this.#table = table
    const { header } = rule
    this.#protocol = header.protocol?.inverted === false ? header.protocol.number : -1
    this.#source = addressWords(header.source)
    this.#destination = addressWords(header.destination)
    this.#rest = restOf(header)
    this.#matches = lateLast(rule.matches)
    const { states, asked } = decideByState(this.#matches)
    this.#states = states
    this.#asked = asked
    this.#portTest = portTest(rule)
    const said = (match: Match) => match.portOnly === true && this.#portTest.mask === exactMask
    const first = asked.find(said)
    this.#askedBeyondWords = asked.filter((match) => match !== first)
    const { action: what } = rule
    this.action = action[what.kind]
    this.#target = what.kind === 'target' ? what.target : undefined
    const isRefusing = what.kind === 'drop' || this.#target?.name === 'REJECT'
    this.#name = isRefusing ? `${table.name} ${chain.name} rule ${number}` : ''
    this.#verdict = what.kind === 'drop' ? { kind: 'drop', reason: this.#name } : accept
  }

  /** Of a jump or goto. */
  get chain(): Chain | undefined {
    return targetOf(this.rule, this.#table)
  }

  /**
   * It looks at nothing but the connection's state, the packet's mark, protocol and interfaces, as things stand now.
   * `withDestination`: and at its destination.
   */
  asksClassOnly(evaluation: Evaluation, withDestination: boolean): boolean {
    if (this.#source !== anyAddress || (!withDestination && this.#destination !== anyAddress))
      return false
    if (this.#rest?.source !== undefined || this.#rest?.destination !== undefined) return false
    return this.#asked.every(
      (match) =>
        match.classOnly === true ||
        (withDestination && match.portOnly === true) ||
        match.isClassOnlyNow?.(evaluation, withDestination) === true,
    )
  }

  /** `stateBit`: of the packet's connection. */
  matches(evaluation: Evaluation, stateBit: number): boolean {
    if ((this.#states & stateBit) === 0) return false
    if (this.#protocol >= 0 && this.#protocol !== evaluation.packet.protocol) return false
    if (!wordsMatch(this.#destination, evaluation.destinationWord)) return false
    if (!wordsMatch(this.#source, evaluation.sourceWord)) return false
    if (this.#rest !== undefined && !headerMatches(this.#rest, evaluation)) return false
    return allHold(this.#asked, evaluation)
  }

  /** Its header says nothing, nor does it ask for a state. */
  get #isBare(): boolean {
    const anywhere = this.#source === anyAddress && this.#destination === anyAddress
    return anywhere && this.#protocol < 0 && this.#rest === undefined && this.#states === -1
  }

  /** Of a rule that asks chance and nothing else: its 31-bit threshold; −1 of any other. */
  get chance(): number {
    const [only, more] = this.#asked
    if (!this.#isBare || more !== undefined) return -1
    return only instanceof RandomMatch && !only.inverted && only.threshold < 2 ** 31
      ? only.threshold
      : -1
  }

  /** Writes the rule's entry in `TableCode`, `whole` or as short as it can be; returns the words that it takes. */
  encode(words: Int32Array, at: number, whole: boolean): number {
    const { chance } = this
    const [destination, source] = [this.#destination, this.#source]
    const { ports, mask } = this.#portTest
    const translation = source === anyAddress ? this.#target?.singleDestination : undefined
    const asks = this.#rest !== undefined || this.#askedBeyondWords.length > 0
    const isShort = !whole && (chance >= 0 || (this.#isBare && !asks && translation === undefined))
    words[at + entryWord.flags] =
      (translation === undefined ? this.action : action.translate) |
      (destination.inverted ? entryFlag.destinationInverted : 0) |
      (source.inverted ? entryFlag.sourceInverted : 0) |
      (asks ? entryFlag.asks : 0) |
      (chance >= 0 ? entryFlag.chance : 0) |
      (isShort ? entryFlag.short : 0) |
      ((this.#states & 31) << entryFlag.statesShift)
    words[at + entryWord.destination] = chance >= 0 ? chance : destination.address
    words[at + entryWord.destinationMask] = destination.mask
    if (isShort) return shortEntryWords
    words[at + entryWord.ports] = ports
    words[at + entryWord.portsMask] = mask
    words[at + entryWord.source] = source.address
    words[at + entryWord.sourceMask] = source.mask
    if (translation === undefined) return entryWords
    // No source is asked for: its word is free.
    words[at + entryWord.source] = translation.address
    words[at + entryWord.target] = translation.port
    return entryWords
  }

  /** Whether the rule matches a packet that its entry's words fit. */
  holdsBeyondWords(evaluation: Evaluation): boolean {
    if (this.#rest !== undefined && !headerMatches(this.#rest, evaluation)) return false
    return allHold(this.#askedBeyondWords, evaluation)
  }

  /** Of a rule that ends or changes something here: undefined, on with the next rule. */
  act(evaluation: Evaluation): Verdict | undefined {
    if (this.#target !== undefined) {
      const verdict = this.#target.apply(evaluation)
      return verdict?.kind === 'reject' ? { ...verdict, rule: this.#name } : verdict
    }
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

function targetOf({ action: what }: Rule, table: Table): Chain | undefined {
  const leads = what.kind === 'jump' || what.kind === 'goto'
  return leads ? table.chains.get(what.chain) : undefined
}

function allHold(matches: readonly Match[], evaluation: Evaluation): boolean {
  for (let i = 0; i < matches.length; i += 1)
    if (matches[i]?.evaluate(evaluation) !== true) return false
  return true
}

/** Undefined where protocol and address words say all that the header asks. */
function restOf(header: Header): Header | undefined {
  const { source, destination, protocol } = header
  const wordy =
    typeof (source?.address ?? 0) === 'number' &&
    typeof (destination?.address ?? 0) === 'number' &&
    protocol?.inverted !== true &&
    header.inputInterface === undefined &&
    header.outputInterface === undefined &&
    header.fragment !== 'only'
  return wordy ? undefined : header
}

/** What the connection's state alone says, as far as no earlier match leaves something behind when asked. */
function decideByState(matches: readonly Match[]): { states: number; asked: readonly Match[] } {
  let states = -1
  let pure = true
  const asked: Match[] = []
  for (const match of matches) {
    if (match.trivial) continue
    if (pure && match.connectionStates !== undefined) states &= match.connectionStates
    else asked.push(match)
    pure &&= match.pure
  }
  return { states, asked }
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
