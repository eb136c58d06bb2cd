import { formatProtocol, protocolNumber } from '../../../packet/protocol.ts'
import { accept, type Hook, type NatRange, type Verdict } from '../../netfilter/hook.ts'
import type { Draft, Evaluation, OptionWords, Target, TargetExtension } from '../model/extension.ts'
import { printNatRange, readNatRange, shiftedRange, type WrittenRange } from './nat-range.ts'

/** `-j DNAT` and `-j SNAT` (net/netfilter/xt_nat.c, extensions/libxt_NAT.c). */
export const destinationNat: TargetExtension = {
  name: 'DNAT',
  begin: () => new NatDraft('DNAT', '--to-destination'),
}

export const sourceNat: TargetExtension = {
  name: 'SNAT',
  begin: () => new NatDraft('SNAT', '--to-source'),
}

const noFreeTuple: Verdict = { kind: 'drop', reason: 'no free source port for the translation' }

/** Translates the connection of the first packet; a drop where no tuple is free. */
export function translate(
  evaluation: Evaluation,
  manipulation: 'source' | 'destination',
  range: NatRange,
): Verdict {
  const { buffer, context } = evaluation
  return context.nat.bind(buffer, manipulation, range, context) ? accept : noFreeTuple
}

/** Protocols whose ports NAT can change, and ICMP, whose ids it takes for ports. */
export const portProtocols: readonly number[] = [
  protocolNumber.tcp,
  protocolNumber.udp,
  protocolNumber.sctp,
  protocolNumber.icmp,
  33,
  136,
]

const destinationHooks: readonly Hook[] = ['prerouting', 'output']
const sourceHooks: readonly Hook[] = ['postrouting', 'input']

class NatTarget implements Target {
  readonly name: 'DNAT' | 'SNAT'
  readonly tables = ['nat'] as const
  readonly hooks: readonly Hook[]
  readonly range: WrittenRange
  readonly flags: readonly string[]
  readonly protocols: readonly number[] | undefined
  readonly singleDestination: Target['singleDestination']

  constructor(name: 'DNAT' | 'SNAT', range: WrittenRange, flags: readonly string[]) {
    this.name = name
    this.hooks = name === 'DNAT' ? destinationHooks : sourceHooks
    this.range = withFlags(range, flags)
    this.flags = flags
    this.protocols = range.portMin === undefined ? undefined : portProtocols
    this.singleDestination = name === 'DNAT' ? singleEnd(this.range) : undefined
  }

  print(): string {
    const option = this.name === 'DNAT' ? '--to-destination' : '--to-source'
    return ` ${option} ${printNatRange(this.range)}${this.flags.map((flag) => ` ${flag}`).join('')}`
  }

  apply(evaluation: Evaluation): Verdict {
    const { destinationPort, sourcePort } = evaluation.packet
    return this.name === 'DNAT'
      ? translate(evaluation, 'destination', shiftedRange(this.range, destinationPort))
      : translate(evaluation, 'source', shiftedRange(this.range, sourcePort))
  }
}

/** The one IPv4 end that a range leaves, if it leaves but one. */
function singleEnd(range: WrittenRange): Target['singleDestination'] {
  const { addressMin: address, addressMax, portMin: port, portMax = port } = range
  const plain = range.portBase === undefined && range.randomPort !== true
  if (!plain || typeof address !== 'number' || addressMax !== address) return undefined
  return port === undefined || portMax !== port ? undefined : { address, port }
}

/** In the order that iptables-save prints them. */
const flagOrder = ['--random', '--random-fully', '--persistent']

export function withFlags(range: WrittenRange, flags: readonly string[]): WrittenRange {
  const random = flags.includes('--random') || flags.includes('--random-fully')
  const persistent = flags.includes('--persistent')
  return {
    ...range,
    ...(random ? { randomPort: true } : {}),
    ...(persistent ? { persistent: true } : {}),
  }
}

class NatDraft implements Draft<Target> {
  readonly #name: 'DNAT' | 'SNAT'
  readonly #option: string
  #range: WrittenRange | undefined
  readonly #flags = new Set<string>()

  constructor(name: 'DNAT' | 'SNAT', option: string) {
    this.#name = name
    this.#option = option
  }

  take(option: string, words: OptionWords): boolean {
    if (option === this.#option) {
      if (this.#range !== undefined) words.fail(`a second ${option}`, 'one')
      this.#range = readNatRange(words)
      return true
    }
    const known =
      flagOrder.includes(option) && !(this.#name === 'DNAT' && option === '--random-fully')
    if (known) this.#flags.add(option)
    return known
  }

  finish(words: OptionWords): Target {
    const range = this.#range ?? words.fail(`-j ${this.#name}`, `${this.#option} after it`)
    const flags = flagOrder.filter((flag) => this.#flags.has(flag))
    if (range.portMin !== undefined && !portProtocols.includes(words.protocol))
      words.fail(
        `a port to translate to with -p ${words.protocol === 0 ? 'all' : formatProtocol(words.protocol)}`,
        '-p tcp, udp, sctp, dccp or udplite',
      )
    return new NatTarget(this.#name, range, flags)
  }
}
