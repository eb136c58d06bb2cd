import { protocolNumber, tcpFlag } from '../../../../packet/protocol.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'
import { readUnsigned } from '../../model/numbers.ts'
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

/** `-m tcp` (net/netfilter/xt_tcpudp.c, extensions/libxt_tcp.c). */
export const tcp: MatchExtension = { name: 'tcp', begin: () => new TcpDraft() }

interface FlagTest {
  readonly mask: number
  readonly set: number
  readonly inverted: boolean
}

interface OptionTest {
  readonly number: number
  readonly inverted: boolean
}

class TcpMatch implements Match {
  readonly name = 'tcp'
  readonly protocols = [protocolNumber.tcp]
  readonly source: PortRange
  readonly destination: PortRange
  readonly flags: FlagTest | undefined
  readonly option: OptionTest | undefined
  readonly destinationPort: number | undefined
  readonly pure: boolean
  readonly portOnly: boolean
  readonly trivial: boolean

  constructor(draft: TcpDraft) {
    this.source = draft.source
    this.destination = draft.destination
    this.flags = draft.flags
    this.option = draft.option
    this.destinationPort = exactPort(draft.destination)
    const more = draft.source !== anyPort || draft.flags || draft.option
    this.portOnly = this.destinationPort !== undefined && !more
    this.pure = draft.option === undefined
    this.trivial = draft.saysNothing()
  }

  print(): string {
    const { flags, option } = this
    return (
      printPortRange('--sport', this.source) +
      printPortRange('--dport', this.destination) +
      (option === undefined ? '' : `${option.inverted ? ' !' : ''} --tcp-option ${option.number}`) +
      (flags === undefined
        ? ''
        : `${flags.inverted ? ' !' : ''} --tcp-flags ${printFlags(flags.mask)} ${printFlags(flags.set)}`)
    )
  }

  evaluate(evaluation: Evaluation): boolean {
    const { packet } = evaluation
    if (packet.protocol !== protocolNumber.tcp) return false
    if (!portMatches(this.source, packet.sourcePort)) return false
    if (!portMatches(this.destination, packet.destinationPort)) return false
    const { flags, option } = this
    if (flags !== undefined && ((packet.tcpFlags & flags.mask) === flags.set) === flags.inverted)
      return false
    if (option === undefined) return true
    return askUnknown(evaluation, `does "-m tcp${this.print()}" match? (TCP options are not known)`)
  }

  explain({ packet }: Evaluation): string {
    return (
      explainPorts(this.source, this.destination, packet) ||
      `TCP flags are ${printFlags(packet.tcpFlags)}`
    )
  }
}

class TcpDraft implements Draft<Match> {
  source = anyPort
  destination = anyPort
  flags: FlagTest | undefined
  option: OptionTest | undefined

  take(option: string, words: OptionWords): boolean {
    switch (option) {
      case '--dport':
      case '--destination-port':
        this.destination = readPortRange(words)
        return true
      case '--sport':
      case '--source-port':
        this.source = readPortRange(words)
        return true
      case '--syn':
        this.flags = {
          mask: tcpFlag.fin | tcpFlag.syn | tcpFlag.rst | tcpFlag.ack,
          set: tcpFlag.syn,
          inverted: words.negated(),
        }
        return true
      case '--tcp-flags':
        this.flags = {
          inverted: words.negated(),
          mask: readFlags(words),
          set: readFlags(words),
        }
        return true
      case '--tcp-option':
        this.option = { inverted: words.negated(), number: readUnsigned(words, 'an option', 255) }
        return true
      default:
        return false
    }
  }

  finish(): Match {
    return this.saysNothing() ? plain : new TcpMatch(this)
  }

  saysNothing(): boolean {
    const any = this.source === anyPort && this.destination === anyPort
    return any && !this.flags && !this.option
  }
}

/** A rule whose `-m tcp` says nothing more, as those of KUBE-SEP chains. Shared. */
const plain = new TcpMatch(new TcpDraft())

const flagNames = [
  ['FIN', tcpFlag.fin],
  ['SYN', tcpFlag.syn],
  ['RST', tcpFlag.rst],
  ['PSH', tcpFlag.psh],
  ['ACK', tcpFlag.ack],
  ['URG', tcpFlag.urg],
] as const

function readFlags(words: OptionWords): number {
  const text = words.next('TCP flags')
  let flags = 0
  for (const name of text.split(',')) {
    const upper = name.toUpperCase()
    const known = flagNames.find(([flag]) => flag === upper)
    if (known !== undefined) flags |= known[1]
    else if (upper === 'ALL') flags |= 0x3f
    else if (upper !== 'NONE') words.fail(name, 'FIN, SYN, RST, PSH, ACK, URG, ALL or NONE')
  }
  return flags
}

function printFlags(flags: number): string {
  const names = flagNames.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name)
  return names.length === 0 ? 'NONE' : names.join(',')
}
