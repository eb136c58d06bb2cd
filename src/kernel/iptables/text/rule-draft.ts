import type { AddressPattern } from '../model/address-pattern.ts'
import type { Draft, Match, OptionWords, Target } from '../model/extension.ts'
import type { InterfacePattern } from '../model/interface-pattern.ts'
import { printIptablesProtocol } from '../model/protocol-name.ts'
import {
  type Action,
  anyHeader,
  type Header,
  type ProtocolPattern,
  type Rule,
} from '../model/rule.ts'

const none: Action = { kind: 'none' }
const noMatches: readonly Match[] = []
/** The list of one shared match, shared as well: there are as many such rules as endpoints. */
const aloneMatches = new WeakMap<Match, readonly Match[]>()
const protocolHeaders = new Map<ProtocolPattern, Header>()
const protocolPatterns = new Map<number, ProtocolPattern>()

/** A rule while its options are read. */
export class RuleDraft {
  sources: readonly AddressPattern[] | undefined
  destinations: readonly AddressPattern[] | undefined
  inputInterface: InterfacePattern | undefined
  outputInterface: InterfacePattern | undefined
  fragment: 'only' | 'never' | undefined
  protocolNumber = 0
  protocolInverted = false
  protocolNamed = false
  readonly names: string[] = []
  readonly matches: Draft<Match>[] = []
  target: Draft<Target> | undefined
  targetName = ''
  /** The target was brought after all matches. */
  targetIsLast = false
  /** One of them takes any option. */
  hasGreedy = false
  /** Options that the match or target brought last took: nearly all take one or two. */
  firstTaken = ''
  othersTaken: string[] | undefined
  action: Action = none
  packets = 0
  bytes = 0
  /** `-4` in a text for IPv6, or the other way round. */
  otherFamily = false

  /** Whether the match or target brought last took this option before. */
  take(option: string): boolean {
    if (this.firstTaken === '') {
      this.firstTaken = option
      return false
    }
    if (this.firstTaken === option || this.othersTaken?.includes(option)) return true
    if (this.othersTaken === undefined) this.othersTaken = [option]
    else this.othersTaken.push(option)
    return false
  }

  /** A match or target was brought: the options are its own from now on. */
  bring(firstTaken = ''): void {
    this.firstTaken = firstTaken
    this.othersTaken = undefined
  }

  finish(words: OptionWords): Rule[] {
    const matches = this.#matches(words)
    const action: Action =
      this.target === undefined
        ? this.action
        : { kind: 'target', target: this.#checked('-j', this.target.finish(words), words) }
    const { sources, destinations } = this
    if ((sources?.length ?? 1) === 1 && (destinations?.length ?? 1) === 1)
      return [this.#rule(this.#header(sources?.[0], destinations?.[0]), matches, action, words)]
    return (sources ?? [undefined]).flatMap((source) =>
      (destinations ?? [undefined]).map((destination) =>
        this.#rule(this.#header(source, destination), matches, action, words),
      ),
    )
  }

  #rule(header: Header, matches: readonly Match[], action: Action, words: OptionWords): Rule {
    return {
      header,
      matches,
      action,
      packets: this.packets,
      bytes: this.bytes,
      spelling: undefined,
      line: words.line,
    }
  }

  #matches(words: OptionWords): readonly Match[] {
    const [first] = this.matches
    if (first === undefined) return noMatches
    if (this.matches.length > 1)
      return this.matches.map((draft) => this.#checked('-m', draft.finish(words), words))
    const match = this.#checked('-m', first.finish(words), words)
    if (!match.trivial) return [match]
    let alone = aloneMatches.get(match)
    if (alone === undefined) {
      alone = [match]
      aloneMatches.set(match, alone)
    }
    return alone
  }

  /** The kernel takes some matches and targets only in rules of their protocol (xt_check_match). */
  #checked<T extends Match | Target>(flag: '-m' | '-j', part: T, words: OptionWords): T {
    const wanted = part.protocols
    if (wanted !== undefined && (this.protocolInverted || !wanted.includes(this.protocolNumber)))
      words.fail(
        `${flag} ${part.name}${part.print()} without its protocol`,
        `-p ${wanted.map(printIptablesProtocol).join(' or ')}`,
      )
    return part
  }

  #header(source: AddressPattern | undefined, destination: AddressPattern | undefined): Header {
    const protocol = this.protocolNumber === 0 ? undefined : this.#protocol()
    const bare =
      source === undefined &&
      destination === undefined &&
      this.inputInterface === undefined &&
      this.outputInterface === undefined &&
      this.fragment === undefined
    if (bare && protocol === undefined) return anyHeader
    const shared = bare && protocol !== undefined ? protocolHeaders.get(protocol) : undefined
    if (shared !== undefined) return shared
    const { inputInterface, outputInterface, fragment } = this
    const header = { source, destination, inputInterface, outputInterface, protocol, fragment }
    if (bare && protocol !== undefined) protocolHeaders.set(protocol, header)
    return header
  }

  #protocol(): ProtocolPattern {
    const key = this.protocolNumber * 2 + (this.protocolInverted ? 1 : 0)
    let pattern = protocolPatterns.get(key)
    if (pattern === undefined) {
      pattern = { number: this.protocolNumber, inverted: this.protocolInverted }
      protocolPatterns.set(key, pattern)
    }
    return pattern
  }
}
