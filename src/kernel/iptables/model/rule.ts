import type { AddressPattern } from './address-pattern.ts'
import type { Match, Target } from './extension.ts'
import type { InterfacePattern } from './interface-pattern.ts'

/** The part of a rule that every rule has: addresses, interfaces, protocol (struct ipt_ip). */
export interface Header {
  readonly source: AddressPattern | undefined
  readonly destination: AddressPattern | undefined
  readonly inputInterface: InterfacePattern | undefined
  readonly outputInterface: InterfacePattern | undefined
  readonly protocol: ProtocolPattern | undefined
  /** `-f`: second and further fragments; `! -f`: first fragments and whole packets. */
  readonly fragment: 'only' | 'never' | undefined
}

export interface ProtocolPattern {
  /** IANA number. 0 is `all`, which matches everything (and with `!` nothing). */
  readonly number: number
  readonly inverted: boolean
}

/** Header of a rule that looks at nothing of the kind. Shared. */
export const anyHeader: Header = {
  source: undefined,
  destination: undefined,
  inputInterface: undefined,
  outputInterface: undefined,
  protocol: undefined,
  fragment: undefined,
}

export type Action =
  /** No `-j`: the rule counts and the packet goes on. */
  | { readonly kind: 'none' }
  | { readonly kind: 'accept' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly chain: string }
  /** `-g`: as jump, but RETURN goes back to the chain before this one. */
  | { readonly kind: 'goto'; readonly chain: string }
  | { readonly kind: 'target'; readonly target: Target }

/** A rule: all matches hold → count and act. */
export interface Rule {
  readonly header: Header
  /** In the order of evaluation. */
  readonly matches: readonly Match[]
  readonly action: Action
  packets: number
  bytes: number
  /**
   * The rule as it was read (without `-A CHAIN` and counters), kept only where it is not what
   * `printRule` says: another version's spelling.
   */
  readonly spelling: string | undefined
  /** Line of the text that it was read from. */
  readonly line: number
}
