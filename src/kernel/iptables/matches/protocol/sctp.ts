import { protocolNumber } from '../../../../packet/protocol.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { askUnknown } from '../../model/unknown.ts'
import {
  anyPort,
  exactPort,
  explainPorts,
  type PortRange,
  portMatches,
  printPortRange,
  readPortRange,
} from './ports.ts'

/** `-m sctp` (net/netfilter/xt_sctp.c, extensions/libxt_sctp.c). */
export const sctp: MatchExtension = { name: 'sctp', begin: () => new SctpDraft() }

interface ChunkTest {
  readonly scope: 'all' | 'any' | 'only'
  /** As written: `INIT,DATA:Be`. */
  readonly list: string
  readonly inverted: boolean
}

class SctpMatch implements Match {
  readonly name = 'sctp'
  readonly source: PortRange
  readonly destination: PortRange
  readonly chunks: ChunkTest | undefined
  readonly destinationPort: number | undefined
  readonly pure: boolean

  constructor(source: PortRange, destination: PortRange, chunks: ChunkTest | undefined) {
    this.source = source
    this.destination = destination
    this.chunks = chunks
    this.destinationPort = exactPort(destination)
    this.pure = chunks === undefined
  }

  print(): string {
    const { chunks } = this
    return (
      printPortRange('--sport', this.source) +
      printPortRange('--dport', this.destination) +
      (chunks === undefined
        ? ''
        : `${chunks.inverted ? ' !' : ''} --chunk-types ${chunks.scope} ${chunks.list}`)
    )
  }

  evaluate(evaluation: Evaluation): boolean {
    const { packet } = evaluation
    if (packet.protocol !== protocolNumber.sctp) return false
    if (!portMatches(this.source, packet.sourcePort)) return false
    if (!portMatches(this.destination, packet.destinationPort)) return false
    const { chunks } = this
    if (chunks === undefined) return true
    const question = `does the packet have SCTP chunks "${chunks.scope} ${chunks.list}"?`
    return askUnknown(evaluation, question) !== chunks.inverted
  }

  explain({ packet }: Evaluation): string {
    return explainPorts(this.source, this.destination, packet)
  }
}

/** Shared by the rules whose `-m sctp` says nothing more. */
const plain = new SctpMatch(anyPort, anyPort, undefined)

class SctpDraft implements Draft<Match> {
  #source = anyPort
  #destination = anyPort
  #chunks: ChunkTest | undefined

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--dport':
      case '--destination-port':
        this.#destination = readPortRange(words)
        return true
      case '--sport':
      case '--source-port':
        this.#source = readPortRange(words)
        return true
      case '--chunk-types': {
        const inverted = words.negated()
        const scope = words.next('all, any or only')
        if (scope !== 'all' && scope !== 'any' && scope !== 'only')
          return words.fail(scope, 'all, any or only')
        this.#chunks = { inverted, scope, list: words.next('chunk types') }
        return true
      }
      default:
        return false
    }
  }

  finish(): Match {
    const any = this.#source === anyPort && this.#destination === anyPort
    if (any && this.#chunks === undefined) return plain
    return new SctpMatch(this.#source, this.#destination, this.#chunks)
  }
}
