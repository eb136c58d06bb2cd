import type { Draft, Match, MatchExtension, OptionWords } from '../../model/extension.ts'
import { detached } from '../../text/detached.ts'

/** `-m nfacct`: counts in a named counter and always matches (net/netfilter/xt_nfacct.c). */
export const nfacct: MatchExtension = { name: 'nfacct', begin: () => new NfacctDraft() }

class NfacctMatch implements Match {
  readonly name = 'nfacct'
  readonly pure = true
  readonly trivial = true
  readonly counter: string

  constructor(counter: string) {
    this.counter = counter
  }

  print(): string {
    return ` --nfacct-name ${this.counter}`
  }

  evaluate(): boolean {
    return true
  }
}

class NfacctDraft implements Draft<Match> {
  #counter: string | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--nfacct-name') return false
    this.#counter = detached(words.next('the name of a counter'))
    return true
  }

  finish(words: OptionWords): Match {
    return new NfacctMatch(this.#counter ?? words.fail('-m nfacct', '--nfacct-name NAME after it'))
  }
}
