import { formatAddress } from '../../../../packet/address.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { askUnknown } from '../../model/unknown.ts'

/** `-m rpfilter`: does the way back to the source lead out where the packet came in? (ipt_rpfilter.c) */
export const rpfilter: MatchExtension = { name: 'rpfilter', begin: () => new RpfilterDraft() }

/** In the order that iptables-save prints them. */
const flagOrder = ['--loose', '--validmark', '--accept-local', '--invert']

class RpfilterMatch implements Match {
  readonly name = 'rpfilter'
  readonly pure = true
  readonly late = true
  readonly flags: readonly string[]

  constructor(flags: readonly string[]) {
    this.flags = flags
  }

  print(): string {
    return this.flags.map((flag) => ` ${flag}`).join('')
  }

  evaluate(evaluation: Evaluation): boolean {
    const { buffer, packet } = evaluation
    const inverted = this.flags.includes('--invert')
    if (buffer.inputInterface === 'lo') return !inverted
    const where = `${buffer.inputInterface}, with${this.print() || ' no options'}`
    const question = `does -m rpfilter match ${formatAddress(packet.source)} from ${where}?`
    return askUnknown(evaluation, question)
  }
}

class RpfilterDraft implements Draft<Match> {
  readonly #flags = new Set<string>()

  take(option: string, _words: OptionWords): boolean {
    if (!flagOrder.includes(option)) return false
    this.#flags.add(option)
    return true
  }

  finish(): Match {
    return new RpfilterMatch(flagOrder.filter((flag) => this.#flags.has(flag)))
  }
}
