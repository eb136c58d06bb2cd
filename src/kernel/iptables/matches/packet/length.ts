import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { parseUnsigned } from '../../model/numbers.ts'

/** `-m length`: bytes of the whole IP packet (net/netfilter/xt_length.c). */
export const length: MatchExtension = { name: 'length', begin: () => new LengthDraft() }

class LengthMatch implements Match {
  readonly name = 'length'
  readonly pure = true
  readonly min: number
  readonly max: number
  readonly inverted: boolean

  constructor(min: number, max: number, inverted: boolean) {
    this.min = min
    this.max = max
    this.inverted = inverted
  }

  print(): string {
    const range = this.min === this.max ? `${this.min}` : `${this.min}:${this.max}`
    return `${this.inverted ? ' !' : ''} --length ${range}`
  }

  evaluate({ packet }: Evaluation): boolean {
    const { lengthBytes } = packet
    return (lengthBytes >= this.min && lengthBytes <= this.max) !== this.inverted
  }

  explain({ packet }: Evaluation): string {
    return `the packet is ${packet.lengthBytes} bytes long`
  }
}

class LengthDraft implements Draft<Match> {
  #match: Match | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--length') return false
    const inverted = words.negated()
    const text = words.next('a length')
    const [low = '', high = low] = text.split(':')
    const min = low === '' ? 0 : parseUnsigned(low, 65_535)
    const max = high === '' ? 65_535 : parseUnsigned(high, 65_535)
    if (min === undefined || max === undefined || min > max)
      return words.fail(text, 'bytes, or a range MIN:MAX up to 65535')
    this.#match = new LengthMatch(min, max, inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m length', '--length after it')
  }
}
