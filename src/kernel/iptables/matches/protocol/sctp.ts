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
  /** In the order of their numbers. */
  readonly chunks: readonly Chunk[]
  readonly inverted: boolean
}

interface Chunk {
  readonly type: number
  /** As written: `DATA`, `DATA:Be`. */
  readonly text: string
}

const chunkNumbers: Readonly<Record<string, number>> = {
  DATA: 0,
  INIT: 1,
  INIT_ACK: 2,
  SACK: 3,
  HEARTBEAT: 4,
  HEARTBEAT_ACK: 5,
  ABORT: 6,
  SHUTDOWN: 7,
  SHUTDOWN_ACK: 8,
  ERROR: 9,
  COOKIE_ECHO: 10,
  COOKIE_ACK: 11,
  ECN_ECNE: 12,
  ECN_CWR: 13,
  SHUTDOWN_COMPLETE: 14,
  ASCONF_ACK: 128,
  FORWARD_TSN: 192,
  ASCONF: 193,
}

class SctpMatch implements Match {
  readonly name = 'sctp'
  readonly protocols = [protocolNumber.sctp]
  readonly source: PortRange
  readonly destination: PortRange
  readonly chunks: ChunkTest | undefined
  readonly destinationPort: number | undefined
  readonly pure: boolean
  readonly portOnly: boolean
  readonly trivial: boolean

  constructor(source: PortRange, destination: PortRange, chunks: ChunkTest | undefined) {
    this.source = source
    this.destination = destination
    this.chunks = chunks
    this.destinationPort = exactPort(destination)
    this.portOnly = this.destinationPort !== undefined && source === anyPort && chunks === undefined
    this.trivial = source === anyPort && destination === anyPort && chunks === undefined
    this.pure = !chunks?.chunks.some(({ text }) => text.includes(':'))
  }

  print(): string {
    const { chunks } = this
    return (
      printPortRange('--sport', this.source) +
      printPortRange('--dport', this.destination) +
      (chunks === undefined
        ? ''
        : `${chunks.inverted ? ' !' : ''} --chunk-types ${chunks.scope} ${chunks.chunks.map(({ text }) => text).join(',')}`)
    )
  }

  evaluate(evaluation: Evaluation): boolean {
    const { packet } = evaluation
    if (packet.protocol !== protocolNumber.sctp) return false
    if (!portMatches(this.source, packet.sourcePort)) return false
    if (!portMatches(this.destination, packet.destinationPort)) return false
    const { chunks } = this
    if (chunks === undefined) return true
    if (chunks.chunks.some(({ text }) => text.includes(':')))
      return askUnknown(evaluation, `does "-m sctp${this.print()}" match? (flags are not known)`)
    return chunksHold(chunks, packet.sctpChunkType) !== chunks.inverted
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
        this.#chunks = { inverted, scope, chunks: readChunks(words) }
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

/** Of a packet's chunks only the first is known: taken to be the only one. */
function chunksHold({ scope, chunks }: ChunkTest, type: number): boolean {
  if (scope === 'any') return chunks.some((chunk) => chunk.type === type)
  const all = chunks.every((chunk) => chunk.type === type)
  return scope === 'all' ? all : chunks.some((chunk) => chunk.type === type)
}

function readChunks(words: OptionWords): readonly Chunk[] {
  const list = words.next('chunk types')
  const chunks = list.split(',').map((text): Chunk => {
    const name = text.split(':')[0] ?? ''
    const type = chunkNumbers[name.toUpperCase()]
    if (type === undefined) return words.fail(text, Object.keys(chunkNumbers).join(', '))
    return { type, text }
  })
  return chunks.sort((a, b) => a.type - b.type)
}
