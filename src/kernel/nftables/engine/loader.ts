import type {
  ConnectionExpression,
  Expression,
  MetaExpression,
  PayloadExpression,
} from '../model/expression.ts'
import { fibTypeSymbols } from '../model/symbols.ts'
import type { Evaluation } from './evaluation.ts'
import { hasPorts } from './ports.ts'

/** The packet has no such thing: the rule does not match. */
export const missing = -1

/** Reads a number of up to 32 bits; `missing` where the packet has none. */
export type NumberLoader = (evaluation: Evaluation) => number
export type BigLoader = (evaluation: Evaluation) => bigint | undefined
export type TextLoader = (evaluation: Evaluation) => string | undefined

/** How an expression's value is had from a packet. `unknown`: the emulator cannot tell. */
export type Loader =
  | { readonly kind: 'number'; readonly load: NumberLoader }
  | { readonly kind: 'big'; readonly load: BigLoader }
  | { readonly kind: 'text'; readonly load: TextLoader }
  /** An address type that may be UNKNOWN. */
  | { readonly kind: 'fib-type'; readonly load: (evaluation: Evaluation) => number | string }
  | { readonly kind: 'unknown' }

const unknown: Loader = { kind: 'unknown' }
const numberLoader = (load: NumberLoader): Loader => ({ kind: 'number', load })

/** Loaders of plain selectors; other expressions are put together elsewhere. */
export function selectorLoader(expression: Expression): Loader {
  switch (expression.kind) {
    case 'payload':
      return payloadLoader(expression)
    case 'meta':
      return metaLoader(expression)
    case 'ct':
      return connectionLoader(expression)
    case 'fib':
      return fibLoader(expression.flags, expression.result)
    default:
      return unknown
  }
}

const transportNumbers: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  sctp: 132,
  dccp: 33,
  udplite: 136,
  icmp: 1,
  icmpv6: 58,
}

function payloadLoader({ protocol, field }: PayloadExpression): Loader {
  if (protocol === 'ip' || protocol === 'ip6') return networkLoader(protocol, field)
  if (field === 'sport' || field === 'dport') return portLoader(protocol, field)
  const number = transportNumbers[protocol]
  if (number === undefined) return unknown
  switch (`${protocol} ${field}`) {
    case 'tcp flags':
      return numberLoader(({ packet }) => (packet.protocol === number ? packet.tcpFlags : missing))
    case 'icmp type':
    case 'icmpv6 type':
      return numberLoader(({ packet }) => (packet.protocol === number ? packet.icmpType : missing))
    case 'icmp code':
    case 'icmpv6 code':
      return numberLoader(({ packet }) => (packet.protocol === number ? packet.icmpCode : missing))
    case 'icmp id':
    case 'icmpv6 id':
      return numberLoader(({ packet }) =>
        packet.protocol === number ? packet.sourcePort : missing,
      )
    default:
      return unknown
  }
}

function networkLoader(protocol: 'ip' | 'ip6', field: string): Loader {
  const four = protocol === 'ip'
  switch (field) {
    case 'saddr':
      return four
        ? numberLoader(({ packet }) =>
            typeof packet.source === 'number' ? packet.source : missing,
          )
        : {
            kind: 'big',
            load: ({ packet }) => (typeof packet.source === 'bigint' ? packet.source : undefined),
          }
    case 'daddr':
      return four
        ? numberLoader(({ packet }) =>
            typeof packet.destination === 'number' ? packet.destination : missing,
          )
        : {
            kind: 'big',
            load: ({ packet }) =>
              typeof packet.destination === 'bigint' ? packet.destination : undefined,
          }
    case 'protocol':
    case 'nexthdr':
      return numberLoader((evaluation) =>
        evaluation.isIpv4 === four ? evaluation.packet.protocol : missing,
      )
    case 'version':
      return numberLoader((evaluation) => (evaluation.isIpv4 === four ? (four ? 4 : 6) : missing))
    case 'length':
      // IPv6 counts what follows its header of 40 bytes.
      return numberLoader((evaluation) =>
        evaluation.isIpv4 === four ? evaluation.packet.lengthBytes - (four ? 0 : 40) : missing,
      )
    default:
      return unknown
  }
}

function portLoader(protocol: string, field: 'sport' | 'dport'): Loader {
  const number = transportNumbers[protocol]
  const source = field === 'sport'
  return numberLoader(({ packet }) => {
    if (number === undefined ? !hasPorts(packet.protocol) : packet.protocol !== number)
      return missing
    return source ? packet.sourcePort : packet.destinationPort
  })
}

function metaLoader({ key }: MetaExpression): Loader {
  switch (key) {
    case 'mark':
      return numberLoader(({ buffer }) => buffer.mark)
    case 'l4proto':
      return numberLoader(({ packet }) => packet.protocol)
    case 'nfproto':
      return numberLoader((evaluation) => (evaluation.isIpv4 ? 2 : 10))
    case 'protocol':
      return numberLoader((evaluation) => (evaluation.isIpv4 ? 0x0800 : 0x86dd))
    case 'length':
      return numberLoader(({ packet }) => packet.lengthBytes)
    case 'iifname':
    case 'iif':
      // No interface reads as an empty name (nft_meta_store_ifname).
      return { kind: 'text', load: ({ buffer }) => buffer.inputInterface }
    case 'oifname':
    case 'oif':
      return { kind: 'text', load: ({ buffer }) => buffer.outputInterface }
    case 'skuid':
      // Only packets of the node's own sockets have an owner (nft_meta_get_eval_skugid).
      return numberLoader(({ buffer }) => (buffer.local ? (buffer.userId ?? missing) : missing))
    default:
      return unknown
  }
}

/** enum ip_conntrack_info as NF_CT_STATE_BIT has it. */
const stateBits = { NEW: 8, ESTABLISHED: 2, RELATED: 4, INVALID: 1, UNTRACKED: 64 } as const

function connectionLoader({ key, direction }: ConnectionExpression): Loader {
  switch (key) {
    case 'state':
      return numberLoader(({ buffer }) => stateBits[buffer.connectionState ?? 'INVALID'])
    case 'status':
      return connected(({ context, buffer }) => context.connections.status(buffer))
    case 'mark':
      return connected(({ context, buffer }) => context.connections.mark(buffer) >>> 0)
    case 'direction':
      return connected(({ buffer }) => (buffer.direction === 'original' ? 0 : 1))
    case 'l3proto':
      return connected((evaluation) => (evaluation.isIpv4 ? 2 : 10))
    default:
      return tupleLoader(key, direction)
  }
}

/** Without a connection the rule does not match (nft_ct_get_eval). */
function connected(load: NumberLoader): Loader {
  return numberLoader((evaluation) =>
    evaluation.buffer.connection < 0 ? missing : load(evaluation),
  )
}

function tupleLoader(key: string, direction: ConnectionExpression['direction']): Loader {
  const tuple = ({ context, buffer }: Evaluation) =>
    context.connections.tuple(buffer, direction ?? buffer.direction)
  switch (key) {
    case 'protocol':
      return numberLoader((evaluation) => tuple(evaluation)?.protocol ?? missing)
    case 'proto-src':
      return numberLoader((evaluation) => tuple(evaluation)?.sourcePort ?? missing)
    case 'proto-dst':
      return numberLoader((evaluation) => tuple(evaluation)?.destinationPort ?? missing)
    case 'ip saddr':
      return numberLoader((evaluation) => asNumber(tuple(evaluation)?.source))
    case 'ip daddr':
      return numberLoader((evaluation) => asNumber(tuple(evaluation)?.destination))
    case 'ip6 saddr':
      return { kind: 'big', load: (evaluation) => asBig(tuple(evaluation)?.source) }
    case 'ip6 daddr':
      return { kind: 'big', load: (evaluation) => asBig(tuple(evaluation)?.destination) }
    default:
      return unknown
  }
}

function asNumber(address: number | bigint | undefined): number {
  return typeof address === 'number' ? address : missing
}

function asBig(address: number | bigint | undefined): bigint | undefined {
  return typeof address === 'bigint' ? address : undefined
}

function fibLoader(flags: readonly string[], result: string): Loader {
  if (result !== 'type' || flags.includes('mark')) return unknown
  const source = flags.includes('saddr')
  const side = flags.includes('iif')
    ? 'inputInterface'
    : flags.includes('oif')
      ? 'outputInterface'
      : undefined
  return {
    kind: 'fib-type',
    load: ({ packet, buffer, context }) => {
      const address = source ? packet.source : packet.destination
      const type =
        side === undefined
          ? context.host.addressType(address)
          : context.host.addressType(address, buffer[side])
      if (type === 'UNKNOWN')
        return `the type of ${source ? 'the source' : 'the destination'} address`
      return fibTypeSymbols[type.toLowerCase()] ?? 0
    },
  }
}
