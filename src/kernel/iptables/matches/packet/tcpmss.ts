import { protocolNumber, tcpFlag } from '../../../../packet/protocol.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { parseUnsigned } from '../../model/numbers.ts'
import { askUnknown } from '../../model/unknown.ts'

/** `-m tcpmss`: the MSS option, which SYNs alone carry; packets here hold no options (xt_tcpmss.c). */
export const tcpmss: MatchExtension = { name: 'tcpmss', begin: () => new TcpmssDraft() }

class TcpmssMatch implements Match {
  readonly name = 'tcpmss'
  readonly pure = false
  readonly protocols = [protocolNumber.tcp]
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
    return `${this.inverted ? ' !' : ''} --mss ${range}`
  }

  evaluate(evaluation: Evaluation): boolean {
    if ((evaluation.packet.tcpFlags & tcpFlag.syn) === 0) return this.inverted
    return askUnknown(evaluation, `does "-m tcpmss${this.print()}" match? (MSS is not known)`)
  }
}

class TcpmssDraft implements Draft<Match> {
  #match: Match | undefined

  take(option: string, words: OptionWords): boolean {
    if (option !== '--mss') return false
    const inverted = words.negated()
    const text = words.next('a segment size')
    const [low = '', high = low] = text.split(':')
    const min = parseUnsigned(low, 65_535)
    const max = parseUnsigned(high, 65_535)
    if (min === undefined || max === undefined || min > max)
      return words.fail(text, 'bytes, or a range MIN:MAX')
    this.#match = new TcpmssMatch(min, max, inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m tcpmss', '--mss after it')
  }
}
