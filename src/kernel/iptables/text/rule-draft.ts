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
  action: Action = none
  packets = 0
  bytes = 0
  /** `-4` in a text for IPv6, or the other way round. */
  otherFamily = false

  finish(words: OptionWords): Rule[] {
    const matches =
      this.matches.length === 0 ? noMatches : this.matches.map((draft) => draft.finish(words))
    const action: Action =
      this.target === undefined
        ? this.action
        : { kind: 'target', target: this.#checked(this.target.finish(words), words) }
    const rule = (header: Header): Rule => ({
      header,
      matches,
      action,
      packets: this.packets,
      bytes: this.bytes,
      spelling: undefined,
    })
    const sources = this.sources ?? [undefined]
    const destinations = this.destinations ?? [undefined]
    if (sources.length === 1 && destinations.length === 1)
      return [rule(this.#header(sources[0], destinations[0]))]
    return sources.flatMap((source) =>
      destinations.map((destination) => rule(this.#header(source, destination))),
    )
  }

  #checked(target: Target, words: OptionWords): Target {
    const wanted = target.protocols
    if (wanted !== undefined && (this.protocolInverted || !wanted.includes(this.protocolNumber)))
      words.fail(
        `${target.name}${target.print()} without its protocol`,
        `-p ${wanted.map(printIptablesProtocol).join(' or ')}`,
      )
    return target
  }

  #header(source: AddressPattern | undefined, destination: AddressPattern | undefined): Header {
    const protocol = this.protocolNumber === 0 ? undefined : this.#protocol()
    if (
      source === undefined &&
      destination === undefined &&
      protocol === undefined &&
      this.inputInterface === undefined &&
      this.outputInterface === undefined &&
      this.fragment === undefined
    )
      return anyHeader
    return {
      source,
      destination,
      inputInterface: this.inputInterface,
      outputInterface: this.outputInterface,
      protocol,
      fragment: this.fragment,
    }
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
