import { type Address, familyOf, tryParseAddress } from '../../../../packet/address.ts'
import { connectionStatus } from '../../../netfilter/hook.ts'
import { type AddressPattern, parseAddressPattern } from '../../model/address-pattern.ts'
import type { Draft, Match, OptionWords } from '../../model/extension.ts'
import { parseUnsigned } from '../../model/numbers.ts'
import { parseIptablesProtocol } from '../../model/protocol-name.ts'
import { type PortRange, readPortRange } from '../protocol/ports.ts'
import { readNames, type StateName, stateNames } from './conntrack-names.ts'

/** What one `-m conntrack` asks; undefined: not asked. */
export interface ConntrackTests {
  state?: { readonly states: readonly StateName[]; readonly inverted: boolean }
  protocol?: { readonly number: number; readonly inverted: boolean }
  origsrc?: WrittenPattern
  origdst?: WrittenPattern
  replsrc?: WrittenPattern
  repldst?: WrittenPattern
  origsrcport?: PortRange
  origdstport?: PortRange
  replsrcport?: PortRange
  repldstport?: PortRange
  status?: { readonly names: readonly string[]; readonly bits: number; readonly inverted: boolean }
  /** Seconds until the entry goes. */
  expire?: { readonly min: number; readonly max: number; readonly inverted: boolean }
  direction?: 'original' | 'reply'
}

const statusNames = ['NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED'] as const
const statusBits = {
  NONE: 0,
  EXPECTED: connectionStatus.expected,
  SEEN_REPLY: connectionStatus.seenReply,
  ASSURED: connectionStatus.assured,
  CONFIRMED: connectionStatus.confirmed,
}

export class ConntrackDraft implements Draft<Match> {
  readonly #tests: ConntrackTests = {}
  readonly #make: (tests: ConntrackTests) => Match

  constructor(make: (tests: ConntrackTests) => Match) {
    this.#make = make
  }

  take(option: string, words: OptionWords): boolean {
    const tests = this.#tests
    switch (option) {
      case '--ctstate': {
        const inverted = words.negated()
        tests.state = { states: readNames(words, stateNames, 'states'), inverted }
        return true
      }
      case '--ctorigsrc':
      case '--ctorigdst':
      case '--ctreplsrc':
      case '--ctrepldst':
        tests[option.slice(4) as 'origsrc'] = readAddress(words)
        return true
      case '--ctorigsrcport':
      case '--ctorigdstport':
      case '--ctreplsrcport':
      case '--ctrepldstport':
        tests[option.slice(4) as 'origsrcport'] = readPortRange(words)
        return true
      default:
        return this.#takeRest(option, words)
    }
  }

  finish(words: OptionWords): Match {
    if (Object.keys(this.#tests).length === 0) words.fail('-m conntrack', 'a --ct… option after it')
    return this.#make(this.#tests)
  }

  #takeRest(option: string, words: OptionWords): boolean {
    const tests = this.#tests
    switch (option) {
      case '--ctproto': {
        const inverted = words.negated()
        const text = words.next('a protocol')
        const number = parseIptablesProtocol(text) ?? words.fail(text, 'a protocol')
        tests.protocol = { number, inverted }
        return true
      }
      case '--ctstatus': {
        const inverted = words.negated()
        const names = readNames(words, statusNames, 'states')
        const bits = names.reduce((sum, name) => sum | statusBits[name], 0)
        tests.status = { names, bits, inverted }
        return true
      }
      case '--ctexpire':
        tests.expire = readExpire(words)
        return true
      case '--ctdir': {
        const text = words.next('ORIGINAL or REPLY')
        if (text !== 'ORIGINAL' && text !== 'REPLY') return words.fail(text, 'ORIGINAL or REPLY')
        tests.direction = text === 'ORIGINAL' ? 'original' : 'reply'
        return true
      }
      default:
        return false
    }
  }
}

/** As `AddressPattern`; iptables prints the address as it was given, with the bits outside its mask. */
export interface WrittenPattern extends AddressPattern {
  readonly written: Address
}

function readAddress(words: OptionWords): WrittenPattern {
  const inverted = words.negated()
  const text = words.next('an address')
  const pattern = parseAddressPattern(text, inverted)
  if (pattern === undefined || familyOf(pattern.address) !== words.family)
    return words.fail(text, `an ${words.family} address or network`)
  const [address = ''] = text.split('/')
  return { ...pattern, written: tryParseAddress(address) ?? pattern.address }
}

function readExpire(words: OptionWords) {
  const inverted = words.negated()
  const text = words.next('seconds')
  const [low = '', high = low] = text.split(':')
  const min = parseUnsigned(low)
  const max = parseUnsigned(high)
  if (min === undefined || max === undefined || min > max)
    return words.fail(text, 'seconds, or a range MIN:MAX of them')
  return { min, max, inverted }
}
