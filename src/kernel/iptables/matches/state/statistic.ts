import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { readUnsigned } from '../../model/numbers.ts'

/** `-m statistic` (net/netfilter/xt_statistic.c, extensions/libxt_statistic.c). */
export const statistic: MatchExtension = { name: 'statistic', begin: () => new StatisticDraft() }

/** Probabilities are kept in 31 bits: round(p · 2^31). */
export const probabilityScale = 0x8000_0000

export class RandomMatch implements Match {
  readonly name = 'statistic'
  readonly pure = false
  /** Matches if 31 random bits are below this. */
  readonly threshold: number
  readonly inverted: boolean

  constructor(threshold: number, inverted: boolean) {
    this.threshold = threshold
    this.inverted = inverted
  }

  print(): string {
    const probability = (this.threshold / probabilityScale).toFixed(11)
    return ` --mode random${this.inverted ? ' !' : ''} --probability ${probability}`
  }

  evaluate({ context }: Evaluation): boolean {
    context.visits.statistic += 1
    return context.chance.happens(this.threshold, probabilityScale) !== this.inverted
  }

  explain(): string {
    return 'chance decided against it'
  }
}

class NthMatch implements Match {
  readonly name = 'statistic'
  readonly pure = false
  readonly every: number
  readonly packet: number
  readonly inverted: boolean
  #count: number

  constructor(every: number, packet: number, inverted: boolean) {
    this.every = every
    this.packet = packet
    this.inverted = inverted
    this.#count = every - 1 - packet
  }

  print(): string {
    const not = this.inverted ? ' !' : ''
    return ` --mode nth${not} --every ${this.every} --packet ${this.packet}`
  }

  evaluate({ context }: Evaluation): boolean {
    context.visits.statistic += 1
    const before = this.#count
    context.journal?.note(() => {
      this.#count = before
    })
    this.#count = before === this.every - 1 ? 0 : before + 1
    return (this.#count === 0) !== this.inverted
  }

  explain(): string {
    return `not the turn of this packet (one in ${this.every})`
  }

  restart(): void {
    this.#count = this.every - 1 - this.packet
  }
}

class StatisticDraft implements Draft<Match> {
  #mode = ''
  #inverted = false
  #threshold: number | undefined
  #every: number | undefined
  #packet: number | undefined

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--mode':
        this.#mode = words.next('random or nth')
        if (this.#mode !== 'random' && this.#mode !== 'nth') words.fail(this.#mode, 'random or nth')
        return true
      case '--probability':
        this.#inverted = words.negated()
        this.#threshold = readThreshold(words)
        return true
      case '--every':
        this.#inverted = words.negated()
        this.#every = readUnsigned(words, 'a count of packets')
        return true
      case '--packet':
        this.#packet = readUnsigned(words, 'a packet')
        return true
      default:
        return false
    }
  }

  finish(words: OptionWords): Match {
    if (this.#mode === 'random') {
      const threshold = this.#threshold ?? words.fail('--mode random', '--probability P after it')
      return new RandomMatch(threshold, this.#inverted)
    }
    if (this.#mode !== 'nth') words.fail('-m statistic', '--mode random or --mode nth after it')
    const every = this.#every ?? words.fail('--mode nth', '--every N after it')
    const packet = this.#packet ?? words.fail('--every', '--packet P after it')
    if (every < 1 || packet >= every)
      words.fail(`--packet ${packet} of ${every}`, 'a packet below --every')
    return new NthMatch(every, packet, this.#inverted)
  }
}

function readThreshold(words: OptionWords): number {
  const text = words.next('a probability')
  const probability = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (!(probability >= 0 && probability <= 1)) words.fail(text, 'a probability of 0 to 1')
  return Math.round(probability * probabilityScale)
}
