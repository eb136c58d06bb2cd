import type { Draft, Evaluation, Match, MatchExtension, OptionWords } from '../model/extension.ts'
import { askUnknown } from '../model/unknown.ts'
import { detached } from '../text/detached.ts'
import { printOptions, type WrittenOption } from '../text/normal-forms.ts'

/** A match that is not modelled: kept as written, printed as written, and asked about. */
export function opaqueMatch(name: string): MatchExtension {
  return { name, begin: () => new OpaqueDraft(name) }
}

class OpaqueMatch implements Match {
  readonly name: string
  readonly pure = false
  readonly options: string

  constructor(name: string, options: string) {
    this.name = name
    this.options = options
  }

  print(): string {
    return this.options
  }

  evaluate(evaluation: Evaluation): boolean {
    return askUnknown(evaluation, `does "-m ${this.name}${this.options}" match? (not modelled)`)
  }

  explain(): string {
    return 'not modelled: taken not to match'
  }
}

class OpaqueDraft implements Draft<Match> {
  readonly mayRepeat = true
  readonly greedy = true
  readonly #name: string
  readonly #options: WrittenOption[] = []

  constructor(name: string) {
    this.#name = name
  }

  take(option: string, words: OptionWords): boolean {
    if (!option.startsWith('--')) return false
    const negated = words.negated()
    const values: string[] = []
    while (words.hasNext()) values.push(words.nextRaw('a value'))
    this.#options.push({ negated, name: option, values })
    return true
  }

  finish({ family }: OptionWords): Match {
    const options = printOptions(this.#name, this.#options, family)
    return new OpaqueMatch(detached(this.#name), detached(options))
  }
}
