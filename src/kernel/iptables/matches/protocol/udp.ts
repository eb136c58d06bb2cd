import { protocolNumber } from '../../../../packet/protocol.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import {
  anyPort,
  exactPort,
  explainPorts,
  type PortRange,
  portMatches,
  printPortRange,
  readPortRange,
} from './ports.ts'

/** `-m udp` (net/netfilter/xt_tcpudp.c, extensions/libxt_udp.c). */
export const udp: MatchExtension = { name: 'udp', begin: () => new UdpDraft() }

class UdpMatch implements Match {
  readonly name = 'udp'
  readonly protocols = [protocolNumber.udp]
  readonly pure = true
  readonly source: PortRange
  readonly destination: PortRange
  readonly destinationPort: number | undefined
  readonly portOnly: boolean
  readonly trivial: boolean

  constructor(source: PortRange, destination: PortRange) {
    this.source = source
    this.destination = destination
    this.destinationPort = exactPort(destination)
    this.portOnly = this.destinationPort !== undefined && source === anyPort
    this.trivial = source === anyPort && destination === anyPort
  }

  print(): string {
    return printPortRange('--sport', this.source) + printPortRange('--dport', this.destination)
  }

  evaluate({ packet }: Evaluation): boolean {
    return (
      packet.protocol === protocolNumber.udp &&
      portMatches(this.source, packet.sourcePort) &&
      portMatches(this.destination, packet.destinationPort)
    )
  }

  explain({ packet }: Evaluation): string {
    return explainPorts(this.source, this.destination, packet)
  }
}

/** Shared by the rules whose `-m udp` says nothing more. */
const plain = new UdpMatch(anyPort, anyPort)

class UdpDraft implements Draft<Match> {
  #source = anyPort
  #destination = anyPort

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
      default:
        return false
    }
  }

  finish(): Match {
    const any = this.#source === anyPort && this.#destination === anyPort
    return any ? plain : new UdpMatch(this.#source, this.#destination)
  }
}
