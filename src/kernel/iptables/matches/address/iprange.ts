import {
  type Address,
  familyOf,
  formatAddress,
  tryParseAddress,
} from '../../../../packet/address.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'

/** `-m iprange` (net/netfilter/xt_iprange.c). */
export const iprange: MatchExtension = { name: 'iprange', begin: () => new IprangeDraft() }

interface Range {
  readonly min: Address
  readonly max: Address
  readonly inverted: boolean
}

class IprangeMatch implements Match {
  readonly name = 'iprange'
  readonly pure = true
  readonly source: Range | undefined
  readonly destination: Range | undefined

  constructor(source: Range | undefined, destination: Range | undefined) {
    this.source = source
    this.destination = destination
  }

  print(): string {
    return printRange('--src-range', this.source) + printRange('--dst-range', this.destination)
  }

  evaluate({ packet }: Evaluation): boolean {
    return within(this.source, packet.source) && within(this.destination, packet.destination)
  }
}

class IprangeDraft implements Draft<Match> {
  #source: Range | undefined
  #destination: Range | undefined

  take(option: string, words: OptionWords): boolean {
    if (option === '--src-range') this.#source = readRange(words)
    else if (option === '--dst-range') this.#destination = readRange(words)
    else return false
    return true
  }

  finish(words: OptionWords): Match {
    if (this.#source === undefined && this.#destination === undefined)
      words.fail('-m iprange', '--src-range or --dst-range after it')
    return new IprangeMatch(this.#source, this.#destination)
  }
}

function readRange(words: OptionWords): Range {
  const inverted = words.negated()
  const text = words.next('FIRST-LAST')
  const [low = '', high = low] = text.split('-')
  const min = tryParseAddress(low)
  const max = tryParseAddress(high)
  if (min === undefined || max === undefined || familyOf(min) !== words.family)
    return words.fail(text, `two ${words.family} addresses, FIRST-LAST`)
  if (familyOf(max) !== words.family) words.fail(text, `two ${words.family} addresses, FIRST-LAST`)
  return { min, max, inverted }
}

function within(range: Range | undefined, address: Address): boolean {
  return range === undefined || (address >= range.min && address <= range.max) !== range.inverted
}

function printRange(option: string, range: Range | undefined): string {
  if (range === undefined) return ''
  const ends = `${formatAddress(range.min)}-${formatAddress(range.max)}`
  return `${range.inverted ? ' !' : ''} ${option} ${ends}`
}
