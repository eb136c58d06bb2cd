import type { Packet } from '../../../../packet/packet.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { parsePort } from './ports.ts'

/** `-m multiport` (net/netfilter/xt_multiport.c, extensions/libxt_multiport.c). */
export const multiport: MatchExtension = { name: 'multiport', begin: () => new MultiportDraft() }

/** Ports of one rule; a range takes the place of two (XT_MULTI_PORTS). */
const portCountMax = 15

type Side = 'sports' | 'dports' | 'ports'

class MultiportMatch implements Match {
  readonly name = 'multiport'
  readonly pure = true
  readonly side: Side
  readonly ranges: readonly (readonly [number, number])[]
  readonly inverted: boolean

  constructor(side: Side, ranges: readonly (readonly [number, number])[], inverted: boolean) {
    this.side = side
    this.ranges = ranges
    this.inverted = inverted
  }

  print(): string {
    const ports = this.ranges.map(([min, max]) => (min === max ? `${min}` : `${min}:${max}`))
    return `${this.inverted ? ' !' : ''} --${this.side} ${ports.join(',')}`
  }

  evaluate({ packet }: Evaluation): boolean {
    return this.#holds(packet) !== this.inverted
  }

  explain({ packet }: Evaluation): string {
    return `ports are ${packet.sourcePort} to ${packet.destinationPort}`
  }

  #holds({ sourcePort, destinationPort }: Packet): boolean {
    const within = (port: number) => this.ranges.some(([min, max]) => port >= min && port <= max)
    switch (this.side) {
      case 'sports':
        return within(sourcePort)
      case 'dports':
        return within(destinationPort)
      case 'ports':
        return within(sourcePort) || within(destinationPort)
    }
  }
}

const sides: Readonly<Record<string, Side>> = {
  '--sports': 'sports',
  '--source-ports': 'sports',
  '--dports': 'dports',
  '--destination-ports': 'dports',
  '--ports': 'ports',
}

class MultiportDraft implements Draft<Match> {
  #match: Match | undefined

  take(option: string, words: OptionWords): boolean {
    const side = sides[option]
    if (side === undefined) return false
    if (this.#match !== undefined) words.fail(option, 'one list of ports')
    if (![6, 17, 33, 132, 136].includes(words.protocol))
      words.fail('multiport without a protocol that has ports', '-p tcp, udp, sctp … before it')
    const inverted = words.negated()
    this.#match = new MultiportMatch(side, readRanges(words), inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m multiport', '--sports, --dports or --ports after it')
  }
}

function readRanges(words: OptionWords): (readonly [number, number])[] {
  const text = words.next('ports')
  const ranges = text.split(',').map((part): readonly [number, number] => {
    const [low = '', high = low, more] = part.split(':')
    const min = parsePort(low)
    const max = parsePort(high)
    if (min === undefined || max === undefined || min > max || more !== undefined)
      return words.fail(part, 'a port, or a range MIN:MAX')
    return [min, max]
  })
  const places = ranges.reduce((sum, [min, max]) => sum + (min === max ? 1 : 2), 0)
  if (places > portCountMax) words.fail(`${places} ports`, `at most ${portCountMax}`)
  return ranges
}
