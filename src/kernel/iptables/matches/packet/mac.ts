import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { askUnknown } from '../../model/unknown.ts'

/** `-m mac`: data alone, since packets here have no Ethernet header (net/netfilter/xt_mac.c). */
export const mac: MatchExtension = { name: 'mac', begin: () => new MacDraft() }

class MacMatch implements Match {
  readonly name = 'mac'
  readonly pure = false
  readonly address: string
  readonly inverted: boolean

  constructor(address: string, inverted: boolean) {
    this.address = address
    this.inverted = inverted
  }

  print(): string {
    return `${this.inverted ? ' !' : ''} --mac-source ${this.address}`
  }

  evaluate(evaluation: Evaluation): boolean {
    return askUnknown(
      evaluation,
      `does "-m mac${this.print()}" match? (addresses of links are not known)`,
    )
  }
}

class MacDraft implements Draft<Match> {
  #match: Match | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--mac-source') return false
    const inverted = words.negated()
    const text = words.next('a MAC address')
    if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text))
      return words.fail(text, 'a MAC address, as 00:11:22:33:44:55')
    const octets = text.toLowerCase().split(':')
    this.#match = new MacMatch(octets.map((octet) => octet.padStart(2, '0')).join(':'), inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m mac', '--mac-source after it')
  }
}
