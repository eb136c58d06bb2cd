import { entryOf } from '../../../../base/entry-of.ts'
import type { Family } from '../../../../packet/address.ts'
import { protocolNumber } from '../../../../packet/protocol.ts'
import type {
  Draft,
  Evaluation,
  Match,
  MatchExtension,
  OptionWords,
} from '../../model/extension.ts'

/** `-m icmp` (extensions/libxt_icmp.h, net/ipv4/netfilter/ip_tables.c icmp_match). */
export const icmp: MatchExtension = {
  name: 'icmp',
  family: 'IPv4',
  begin: () => new IcmpDraft('IPv4'),
}

/** `-m icmp6` (net/ipv6/netfilter/ip6_tables.c icmp6_match). */
export const icmp6: MatchExtension = {
  name: 'icmp6',
  family: 'IPv6',
  begin: () => new IcmpDraft('IPv6'),
}

/** Type, and code where the name means one. */
const typeNames: Readonly<Record<Family, Readonly<Record<string, readonly [number, number?]>>>> = {
  IPv4: {
    'echo-reply': [0],
    pong: [0],
    'destination-unreachable': [3],
    'network-unreachable': [3, 0],
    'host-unreachable': [3, 1],
    'protocol-unreachable': [3, 2],
    'port-unreachable': [3, 3],
    'fragmentation-needed': [3, 4],
    'source-route-failed': [3, 5],
    'network-unknown': [3, 6],
    'host-unknown': [3, 7],
    'network-prohibited': [3, 9],
    'host-prohibited': [3, 10],
    'TOS-network-unreachable': [3, 11],
    'TOS-host-unreachable': [3, 12],
    'communication-prohibited': [3, 13],
    'host-precedence-violation': [3, 14],
    'precedence-cutoff': [3, 15],
    'source-quench': [4],
    redirect: [5],
    'network-redirect': [5, 0],
    'host-redirect': [5, 1],
    'TOS-network-redirect': [5, 2],
    'TOS-host-redirect': [5, 3],
    'echo-request': [8],
    ping: [8],
    'router-advertisement': [9],
    'router-solicitation': [10],
    'time-exceeded': [11],
    'ttl-exceeded': [11],
    'ttl-zero-during-transit': [11, 0],
    'ttl-zero-during-reassembly': [11, 1],
    'parameter-problem': [12],
    'ip-header-bad': [12, 0],
    'required-option-missing': [12, 1],
    'timestamp-request': [13],
    'timestamp-reply': [14],
    'address-mask-request': [17],
    'address-mask-reply': [18],
  },
  IPv6: {
    'destination-unreachable': [1],
    'no-route': [1, 0],
    'communication-prohibited': [1, 1],
    'beyond-scope': [1, 2],
    'address-unreachable': [1, 3],
    'port-unreachable': [1, 4],
    'failed-policy': [1, 5],
    'reject-route': [1, 6],
    'packet-too-big': [2],
    'time-exceeded': [3],
    'ttl-exceeded': [3],
    'ttl-zero-during-transit': [3, 0],
    'ttl-zero-during-reassembly': [3, 1],
    'parameter-problem': [4],
    'bad-header': [4, 0],
    'unknown-header-type': [4, 1],
    'unknown-option': [4, 2],
    'echo-request': [128],
    ping: [128],
    'echo-reply': [129],
    pong: [129],
    'router-solicitation': [133],
    'router-advertisement': [134],
    'neighbour-solicitation': [135],
    'neighbor-solicitation': [135],
    'neighbour-advertisement': [136],
    'neighbor-advertisement': [136],
    redirect: [137],
  },
}

class IcmpMatch implements Match {
  readonly name: 'icmp' | 'icmp6'
  readonly pure = true
  readonly protocols: readonly number[]
  /** Undefined: any. */
  readonly type: number | undefined
  /** Undefined: any. */
  readonly code: number | undefined
  readonly inverted: boolean

  constructor(
    name: 'icmp' | 'icmp6',
    type: number | undefined,
    code: number | undefined,
    inverted: boolean,
  ) {
    this.name = name
    this.protocols = [name === 'icmp' ? protocolNumber.icmp : protocolNumber.icmpv6]
    this.type = type
    this.code = code
    this.inverted = inverted
  }

  print(): string {
    const option = this.name === 'icmp' ? '--icmp-type' : '--icmpv6-type'
    const what = this.type === undefined ? 'any' : String(this.type)
    return `${this.inverted ? ' !' : ''} ${option} ${what}${this.code === undefined ? '' : `/${this.code}`}`
  }

  evaluate({ packet }: Evaluation): boolean {
    if (!this.protocols.includes(packet.protocol)) return false
    const equal =
      (this.type === undefined || packet.icmpType === this.type) &&
      (this.code === undefined || packet.icmpCode === this.code)
    return equal !== this.inverted
  }

  explain({ packet }: Evaluation): string {
    return `ICMP type is ${packet.icmpType}/${packet.icmpCode}`
  }
}

class IcmpDraft implements Draft<Match> {
  readonly #family: Family
  #match: Match | undefined

  constructor(family: Family) {
    this.#family = family
  }

  take(option: string, words: OptionWords): boolean {
    const four = this.#family === 'IPv4'
    if (option !== (four ? '--icmp-type' : '--icmpv6-type')) return false
    const inverted = words.negated()
    const text = words.next('an ICMP type')
    const [type, code] =
      parseType(text, this.#family) ?? words.fail(text, 'an ICMP type, as 8 or 3/1')
    this.#match = new IcmpMatch(four ? 'icmp' : 'icmp6', type, code, inverted)
    return true
  }

  finish(words: OptionWords): Match {
    return this.#match ?? words.fail('-m icmp', 'an ICMP type after it')
  }
}

function parseType(
  text: string,
  family: Family,
): readonly [number | undefined, (number | undefined)?] | undefined {
  if (text === 'any' && family === 'IPv4') return [undefined]
  const numbers = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text)
  if (numbers === null) {
    const names = typeNames[family]
    const [start, other] = Object.keys(names).filter((name) => name.startsWith(text.toLowerCase()))
    const isOne = start !== undefined && other === undefined && text !== ''
    return entryOf(names, text) ?? (isOne ? names[start] : undefined)
  }
  const [type, code] = numbers.slice(1).map((n) => (n === undefined ? undefined : Number(n)))
  // 255 is how iptables keeps `any`.
  if (type === 255 && code === undefined && family === 'IPv4') return [undefined]
  return (type ?? 0) > 255 || (code ?? 0) > 255 ? undefined : [type, code]
}
