import type {
  Draft,
  Evaluation,
  Extension,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { hex, type MaskedMark, printMark, readMark } from '../../model/numbers.ts'

/** `-m mark`: the packet's mark (net/netfilter/xt_mark.c). */
export const mark: MatchExtension = markExtension('mark', ({ buffer }) => buffer.mark)

/** `-m connmark`: the connection's mark (net/netfilter/xt_connmark.c). No connection: no match. */
export const connmark: MatchExtension = markExtension('connmark', ({ buffer, context }) =>
  buffer.connection < 0 ? undefined : context.connections.mark(buffer),
)

type MarkOf = (evaluation: Evaluation) => number | undefined

function markExtension(name: string, markOf: MarkOf): Extension<Match> {
  return { name, begin: () => new MarkDraft(name, markOf) }
}

class MarkMatch implements Match {
  readonly name: string
  readonly pure = true
  readonly classOnly: boolean
  readonly mark: MaskedMark
  readonly inverted: boolean
  readonly #markOf: MarkOf

  constructor(name: string, mark: MaskedMark, inverted: boolean, markOf: MarkOf) {
    this.name = name
    this.classOnly = name === 'mark'
    this.mark = mark
    this.inverted = inverted
    this.#markOf = markOf
  }

  print(): string {
    return `${this.inverted ? ' !' : ''} --mark ${printMark(this.mark)}`
  }

  evaluate(evaluation: Evaluation): boolean {
    const value = this.#markOf(evaluation)
    if (value === undefined) return false
    return ((value & this.mark.mask) >>> 0 === this.mark.value) !== this.inverted
  }

  explain(evaluation: Evaluation): string {
    const value = this.#markOf(evaluation)
    const is = value === undefined ? 'there is no connection' : `${this.name} is ${hex(value)}`
    return `${is}, wanted${this.inverted ? ' not' : ''} ${printMark(this.mark)}`
  }
}

class MarkDraft implements Draft<Match> {
  readonly #name: string
  readonly #markOf: MarkOf
  #mark: MaskedMark | undefined
  #inverted = false

  constructor(name: string, markOf: MarkOf) {
    this.#name = name
    this.#markOf = markOf
  }

  take(option: string, words: OptionWords): boolean {
    if (option !== '--mark') return false
    this.#inverted = words.negated()
    this.#mark = readMark(words)
    return true
  }

  finish(words: OptionWords): Match {
    const mark = this.#mark ?? words.fail(`-m ${this.#name}`, '--mark VALUE after it')
    return new MarkMatch(this.#name, mark, this.#inverted, this.#markOf)
  }
}
