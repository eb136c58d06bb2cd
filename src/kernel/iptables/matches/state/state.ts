import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { readNames, type StateName, stateBits, stateNames } from './conntrack-names.ts'

/** `-m state`: the older spelling of `-m conntrack --ctstate`. */
export const state: MatchExtension = { name: 'state', begin: () => new StateDraft() }

const names = stateNames.filter((name) => name !== 'SNAT' && name !== 'DNAT')

class StateMatch implements Match {
  readonly name = 'state'
  readonly pure = true
  readonly states: readonly StateName[]
  readonly inverted: boolean
  readonly connectionStates: number | undefined

  constructor(states: readonly StateName[], inverted: boolean) {
    this.states = states
    this.inverted = inverted
    this.connectionStates = stateBits(states, inverted)
  }

  print(): string {
    return `${this.inverted ? ' !' : ''} --state ${this.states.join(',')}`
  }

  evaluate({ buffer }: Evaluation): boolean {
    return this.states.includes(buffer.connectionState ?? 'INVALID') !== this.inverted
  }

  explain({ buffer }: Evaluation): string {
    return `state is ${buffer.connectionState ?? 'INVALID'}`
  }
}

class StateDraft implements Draft<Match> {
  #states: readonly StateName[] | undefined
  #inverted = false

  take(option: string, words: OptionWords): boolean {
    if (option !== '--state') return false
    this.#inverted = words.negated()
    this.#states = readNames(words, names, 'states')
    return true
  }

  finish(words: OptionWords): Match {
    const states = this.#states ?? words.fail('-m state', '--state after it')
    return new StateMatch(states, this.#inverted)
  }
}
