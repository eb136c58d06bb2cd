import { accept, type Verdict } from '../../netfilter/hook.ts'
import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { askUnknown } from '../model/unknown.ts'
import { detached } from '../text/detached.ts'
import { printOptions, type WrittenOption } from '../text/normal-forms.ts'

/**
 * A target that is kept as written. `effect` is what it means for the packet's way:
 * `continue`: none, or none that the emulator follows (TOS, LOG to a file, AUDIT …);
 * `unknown`: it may let the packet through or keep it (a queue to a program …).
 */
export function opaqueTarget(name: string, effect: 'continue' | 'unknown'): TargetExtension {
  return { name, begin: () => new OpaqueDraft(name, effect) }
}

class OpaqueTarget implements Target {
  readonly name: string
  readonly options: string
  readonly effect: 'continue' | 'unknown'

  constructor(name: string, options: string, effect: 'continue' | 'unknown') {
    this.name = name
    this.options = options
    this.effect = effect
  }

  print(): string {
    return this.options
  }

  apply(evaluation: Evaluation): Verdict | undefined {
    if (this.effect === 'continue') return undefined
    const question = `does "-j ${this.name}${this.options}" let the packet through? (not modelled)`
    return askUnknown(evaluation, question)
      ? accept
      : { kind: 'drop', reason: `${this.name} (not modelled)` }
  }
}

class OpaqueDraft implements Draft<Target> {
  readonly mayRepeat = true
  readonly greedy = true
  readonly #name: string
  readonly #effect: 'continue' | 'unknown'
  readonly #options: WrittenOption[] = []

  constructor(name: string, effect: 'continue' | 'unknown') {
    this.#name = name
    this.#effect = effect
  }

  take(option: string, words: OptionWords): boolean {
    if (!option.startsWith('--')) return false
    const negated = words.negated()
    const values: string[] = []
    while (words.hasNext()) values.push(words.nextRaw('a value'))
    this.#options.push({ negated, name: option, values })
    return true
  }

  finish({ family }: OptionWords): Target {
    const options = printOptions(this.#name, this.#options, family)
    return new OpaqueTarget(this.#name, detached(options), this.#effect)
  }
}
