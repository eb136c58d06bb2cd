import { entryOf } from '../../../base/entry-of.ts'
import { type Address, formatAddress, tryParseAddress } from '../../../packet/address.ts'
import { servicePorts } from '../../../packet/service-ports.ts'
import * as icmp from './icmp-symbols.ts'
import * as symbols from './symbols.ts'

/**
 * A value of an nft data type: a number up to 2^53, a bigint for `ipv6_addr`, a text for names. A name that
 * ends in `*` stands for every name that begins so.
 */
export type Datum = number | bigint | string

type Style = 'hex' | 'address' | 'number' | 'mark' | 'symbol' | 'flags' | 'name' | 'text' | 'ether'

export interface DataType {
  readonly name: string
  /** As nft's errors call it. */
  readonly description: string
  readonly bits: number
  readonly style: Style
  readonly symbols: symbols.SymbolTable
  /** The name of a value, for printing. */
  readonly names: ReadonlyMap<number, string>
  /** Bytes in memory are in host order (little endian), which decides how concatenations sort. */
  readonly hostOrder: boolean
  /** May be written `value/length` (DTYPE_F_PREFIX). */
  readonly prefix: boolean
  /** 32-bit words it takes in a key: the kernel pads each part of a concatenation to 4 bytes. */
  readonly words: number
}

const registry = new Map<string, DataType>()

function define(
  name: string,
  description: string,
  bits: number,
  style: Style,
  options: { symbols?: symbols.SymbolTable; hostOrder?: boolean; prefix?: boolean } = {},
): void {
  const table = options.symbols ?? {}
  const names = new Map<number, string>()
  for (const [symbol, value] of Object.entries(table))
    if (!names.has(value)) names.set(value, symbol)
  registry.set(name, {
    name,
    description,
    bits,
    style,
    symbols: table,
    names,
    hostOrder: options.hostOrder ?? false,
    prefix: options.prefix ?? false,
    words: Math.ceil(bits / 32),
  })
}

const host = { hostOrder: true }
define('ipv4_addr', 'IPv4 address', 32, 'address', { prefix: true })
define('ipv6_addr', 'IPv6 address', 128, 'address', { prefix: true })
define('inet_proto', 'Internet protocol', 8, 'symbol', { symbols: symbols.protocolSymbols })
define('inet_service', 'internet network service', 16, 'number', {
  symbols: servicePorts,
})
define('mark', 'packet mark', 32, 'mark', { hostOrder: true, prefix: true })
define('ifname', 'network interface name', 128, 'name', host)
define('iface_index', 'network interface index', 128, 'name', host)
define('iface_type', 'network interface type', 16, 'symbol', {
  symbols: symbols.interfaceTypeSymbols,
  hostOrder: true,
})
define('ct_state', 'conntrack state', 32, 'flags', {
  symbols: symbols.ctStateSymbols,
  hostOrder: true,
})
define('ct_status', 'conntrack status', 32, 'flags', {
  symbols: symbols.ctStatusSymbols,
  hostOrder: true,
})
define('ct_dir', 'conntrack direction', 8, 'symbol', {
  symbols: symbols.ctDirectionSymbols,
  hostOrder: true,
})
define('ct_label', 'conntrack label', 128, 'text', host)
define('ct_event', 'conntrack event bits', 32, 'text', host)
define('tcp_flag', 'TCP flag', 8, 'flags', { symbols: symbols.tcpFlagSymbols })
define('fib_addrtype', 'fib address type', 32, 'symbol', {
  symbols: symbols.fibTypeSymbols,
  hostOrder: true,
})
define('nf_proto', 'netfilter protocol', 8, 'symbol', {
  symbols: symbols.nfprotoSymbols,
  hostOrder: true,
})
define('ether_type', 'Ethernet protocol', 16, 'symbol', { symbols: symbols.etherTypeSymbols })
define('pkt_type', 'packet type', 8, 'symbol', {
  symbols: symbols.packetTypeSymbols,
  hostOrder: true,
})
define('icmp_type', 'ICMP type', 8, 'symbol', { symbols: icmp.icmpTypeSymbols })
define('icmpv6_type', 'ICMPv6 type', 8, 'symbol', { symbols: icmp.icmpv6TypeSymbols })
define('icmp_code', 'icmp code', 8, 'symbol', { symbols: icmp.icmpCodeSymbols })
define('icmpv6_code', 'icmpv6 code', 8, 'symbol', { symbols: icmp.icmpv6CodeSymbols })
define('icmpx_code', 'icmpx code', 8, 'symbol', { symbols: icmp.icmpxCodeSymbols })
define('dscp', 'Differentiated Services Code Point', 6, 'symbol', { symbols: symbols.dscpSymbols })
define('ecn', 'Explicit Congestion Notification', 2, 'symbol', { symbols: symbols.ecnSymbols })
define('arp_op', 'ARP operation', 16, 'symbol', { symbols: symbols.arpOperationSymbols })
define('igmp_type', 'IGMP type', 8, 'symbol', { symbols: symbols.igmpTypeSymbols })
define('dccp_pkttype', 'DCCP packet type', 4, 'symbol', { symbols: symbols.dccpTypeSymbols })
define('boolean', 'boolean type', 1, 'symbol', { symbols: symbols.booleanSymbols, hostOrder: true })
define('day', 'Day of week of packet reception', 8, 'text', host)
define('hour', 'Hour of day of packet reception', 64, 'text', host)
define('time', 'Relative time of packet reception', 64, 'text', host)
define('duration', 'Relative time', 64, 'text', host)
define('uid', 'user ID', 32, 'number', { hostOrder: true, symbols: symbols.ownerSymbols })
define('gid', 'group ID', 32, 'number', { hostOrder: true, symbols: symbols.ownerSymbols })
define('integer', 'integer', 32, 'number')
define('raw', 'integer', 32, 'hex')
define('string', 'string', 128, 'name', host)
define('classid', 'TC classid', 32, 'text', host)
define('realm', 'routing realm', 32, 'text', host)
define('devgroup', 'devgroup name', 32, 'text', host)
define('cgroupsv2', 'cgroupsv2 path', 64, 'name', host)
define('ether_addr', 'Ethernet address', 48, 'ether')

/** The data type of that name; undefined: nft has none. */
export function dataType(name: string): DataType | undefined {
  return registry.get(name)
}

/** A type that is known to exist. */
export function knownType(name: string): DataType {
  return registry.get(name) ?? integerType
}

const integerType = registry.get('integer') as DataType

/** The value as `nft list ruleset` writes it. */
export function formatDatum(type: DataType, value: Datum): string {
  if (typeof value === 'string')
    return type.style === 'name' && !isIndex(type, value) ? `"${value}"` : value
  switch (type.style) {
    case 'address':
      return formatAddress(value as Address)
    case 'mark':
      return `0x${value.toString(16).padStart(8, '0')}`
    case 'hex':
      return `0x${value.toString(16)}`
    case 'symbol':
      return type.names.get(Number(value)) ?? formatUnnamed(type, Number(value))
    case 'flags':
      return formatFlags(type, Number(value))
    case 'ether':
      return formatEther(Number(value))
    default:
      return String(value)
  }
}

/** The value that a word stands for; undefined: it is none of this type. */
export function parseDatum(type: DataType, word: string): Datum | undefined {
  switch (type.style) {
    case 'address': {
      const address = tryParseAddress(word)
      if (address === undefined) return undefined
      return (typeof address === 'bigint') === (type.bits === 128) ? address : undefined
    }
    case 'name':
    case 'text':
      return word
    case 'ether':
      return parseEther(word)
    default: {
      const symbol = entryOf(type.symbols, word)
      return symbol ?? parseNumber(word, type.bits)
    }
  }
}

/** Of types that nft prints in hexadecimal where they have no name. */
function formatUnnamed(type: DataType, value: number): string {
  if (type.name === 'dscp') return `0x${value.toString(16).padStart(2, '0')}`
  return type.name === 'ether_type' ? `0x${value.toString(16).padStart(4, '0')}` : String(value)
}

/** An interface that nft knows by number only. */
function isIndex(type: DataType, value: string): boolean {
  return type.name === 'iface_index' && /^\d+$/.test(value)
}

function parseNumber(word: string, bits: number): number | undefined {
  if (!/^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(word)) return undefined
  // strtoull with base 0: a leading zero means octal (nftables src/scanner.l, numberstring).
  const value = /^0\d+$/.test(word) ? Number.parseInt(word, 8) : Number(word)
  return value < 2 ** bits ? value : undefined
}

function formatFlags(type: DataType, value: number): string {
  const names: string[] = []
  let rest = value
  for (const [bit, name] of [...type.names].sort((left, right) => left[0] - right[0]))
    if ((rest & bit) !== 0) {
      names.push(name)
      rest &= ~bit
    }
  if (rest !== 0 || names.length === 0) names.push(`0x${(rest >>> 0).toString(16)}`)
  return names.join(',')
}

function formatEther(value: number): string {
  const hex = value.toString(16).padStart(12, '0')
  return (hex.match(/../g) ?? []).join(':')
}

function parseEther(word: string): number | undefined {
  const bytes = word.split(':')
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-fA-F]{1,2}$/.test(byte)))
    return undefined
  return bytes.reduce((value, byte) => value * 256 + Number.parseInt(byte, 16), 0)
}
