import type { Address } from '../../../packet/address.ts'
import type { AddressPattern } from '../model/address-pattern.ts'
import type { Rule } from '../model/rule.ts'

/**
 * Four words of every rule of a chain: destination and its mask, protocol and destination port and their
 * mask. A rule whose words do not fit the packet cannot match; one whose words fit is asked in full.
 */
export class RuleWords {
  readonly count: number
  readonly addresses: Int32Array
  readonly addressMasks: Int32Array
  readonly ports: Int32Array
  readonly portMasks: Int32Array

  constructor(rules: readonly Rule[]) {
    this.count = rules.length
    this.addresses = new Int32Array(this.count)
    this.addressMasks = new Int32Array(this.count)
    this.ports = new Int32Array(this.count)
    this.portMasks = new Int32Array(this.count)
    for (const [i, rule] of rules.entries()) this.#fill(i, rule)
  }

  #fill(at: number, rule: Rule): void {
    const { destination } = rule.header
    if (destination !== undefined && !destination.inverted) {
      this.addresses[at] = addressWord(destination.address)
      this.addressMasks[at] = addressWord(destination.mask)
    }
    const test = portTest(rule)
    this.ports[at] = test.ports
    this.portMasks[at] = test.mask
  }
}

/** Protocol and destination port that a rule wants, as `portWord` has them. */
export function portTest(rule: Rule): { readonly ports: number; readonly mask: number } {
  const { protocol } = rule.header
  if (protocol === undefined || protocol.inverted) return noPortTest
  const port = portOf(rule)
  const ports = portWord(protocol.number, port ?? 0)
  return { ports, mask: port === undefined ? protocolMask : exactMask }
}

const noPortTest = { ports: 0, mask: 0 }

/** The destination port that the rule wants before anything that draws chance or remembers is asked. */
function portOf(rule: Rule): number | undefined {
  for (const match of rule.matches) {
    if (!match.pure) return undefined
    if (match.destinationPort !== undefined) return match.destinationPort
  }
  return undefined
}

/** Of `RuleWords.portMasks`: protocol alone, or protocol and port. */
const protocolMask = 0xff0000
export const exactMask = 0xffffff

/** An IPv4 address of a rule as words; IPv6 addresses do not fit and are `anyAddress`. */
export interface AddressWords {
  readonly address: number
  readonly mask: number
  readonly inverted: boolean
}

export const anyAddress: AddressWords = { address: 0, mask: 0, inverted: false }

export function addressWords(pattern: AddressPattern | undefined): AddressWords {
  if (pattern === undefined || typeof pattern.address !== 'number') return anyAddress
  const { address, mask, inverted } = pattern
  return { address: addressWord(address), mask: addressWord(mask), inverted }
}

export function wordsMatch(words: AddressWords, address: number): boolean {
  return words === anyAddress || (((address ^ words.address) & words.mask) === 0) !== words.inverted
}

/** The low 32 bits of an address: all of an IPv4 address, enough to tell most IPv6 ones apart. */
export function addressWord(address: Address): number {
  return typeof address === 'number' ? address | 0 : Number(BigInt.asIntN(32, address))
}

export function portWord(protocol: number, destinationPort: number): number {
  return (protocol << 16) | destinationPort
}

/** The first rule from `from` on whose words fit; `count` where none does. Four a turn: a nanosecond a rule. */
export function scanWords(words: RuleWords, from: number, address: number, port: number): number {
  const { addresses: a, addressMasks: m, ports: p, portMasks: q, count } = words
  let i = from
  for (const end = count - 3; i < end; i += 4) {
    if (fits(a, m, address, i) && fits(p, q, port, i)) return i
    if (fits(a, m, address, i + 1) && fits(p, q, port, i + 1)) return i + 1
    if (fits(a, m, address, i + 2) && fits(p, q, port, i + 2)) return i + 2
    if (fits(a, m, address, i + 3) && fits(p, q, port, i + 3)) return i + 3
  }
  while (i < count && !(fits(a, m, address, i) && fits(p, q, port, i))) i += 1
  return i
}

/** Inlined by the JIT; the index is within the arrays. */
function fits(words: Int32Array, masks: Int32Array, word: number, i: number): boolean {
  return ((word ^ (words[i] as number)) & (masks[i] as number)) === 0
}
