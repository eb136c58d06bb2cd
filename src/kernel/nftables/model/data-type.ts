import { entryOf } from '../../../base/entry-of.ts'
import { type Address, formatAddress, tryParseAddress } from '../../../packet/address.ts'
import { servicePorts } from '../../../packet/service-ports.ts'
import { formatDuration, parseDuration } from './duration.ts'
import * as icmp from './icmp-symbols.ts'
import * as symbols from './symbols.ts'
import { formatDate, formatHour, parseDate, parseHour } from './time-of-day.ts'
import { formatClass, formatEther, parseClass, parseEther, parseNumber } from './value-text.ts'

/**
 * A value of an nft data type: a number up to 2^53, a bigint for `ipv6_addr`, a text for names. A name that
 * ends in `*` stands for every name that begins so.
 */
export type Datum = number | bigint | string

type Style =
  | 'hex'
  | 'address'
  | 'number'
  | 'mark'
  | 'symbol'
  /** Symbols that are printed in quotes. */
  | 'quoted-symbol'
  | 'flags'
  | 'name'
  | 'text'
  | 'ether'
  | 'classid'
  /** Seconds since 1970. */
  | 'date'
  /** Seconds since midnight. */
  | 'hour'
  /** Milliseconds. */
  | 'duration'

export interface DataType {
  readonly name: string
  /** As a declaration and JSON write it: integers of any width are `integer`. */
  readonly listedName: string
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
    listedName: name.split(':')[0] ?? name,
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
define('ct_event', 'conntrack event bits', 32, 'flags', {
  symbols: symbols.ctEventSymbols,
  hostOrder: true,
})
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
define('day', 'Day of week of packet reception', 8, 'quoted-symbol', {
  symbols: symbols.daySymbols,
  hostOrder: true,
})
define('hour', 'Hour of day of packet reception', 64, 'hour', host)
define('time', 'Relative time of packet reception', 64, 'date', host)
define('duration', 'Relative time', 64, 'duration', host)
define('mh_type', 'Mobility Header Type', 8, 'symbol', { symbols: symbols.mobilityTypeSymbols })
define('uid', 'user ID', 32, 'number', { hostOrder: true, symbols: symbols.ownerSymbols })
define('gid', 'group ID', 32, 'number', { hostOrder: true, symbols: symbols.ownerSymbols })
define('integer', 'integer', 32, 'number')
for (const bits of [1, 2, 3, 4, 8, 12, 13, 16, 20, 32, 64])
  define(`integer:${bits}`, 'integer', bits, 'number')
define('bitmask:8', 'bitmask', 8, 'hex')
define('string', 'string', 128, 'name', host)
define('classid', 'TC classid', 32, 'classid', host)
define('realm', 'routing realm', 32, 'quoted-symbol', {
  symbols: symbols.realmSymbols,
  hostOrder: true,
})
define('devgroup', 'devgroup name', 32, 'quoted-symbol', {
  symbols: symbols.deviceGroupSymbols,
  hostOrder: true,
})
define('cgroupsv2', 'cgroupsv2 path', 64, 'name', host)
define('ether_addr', 'Ethernet address', 48, 'ether')

/** The data type of that name; undefined: nft has none. */
export function dataType(name: string): DataType | undefined {
  return registry.get(name)
}

/** A type that is known to exist. Bits of a header by their place are `raw:LENGTH`. */
export function knownType(name: string): DataType {
  const type = registry.get(name)
  if (type !== undefined || !name.startsWith('raw:')) return type ?? integerType
  define(name, 'integer', Number(name.slice(4)), 'hex')
  return registry.get(name) ?? integerType
}

/** Of any width: taken for any type of the same kind. */
export function isInteger(name: string): boolean {
  return name === 'integer' || name.startsWith('integer:') || name.startsWith('raw:')
}

const integerType = registry.get('integer') as DataType

/** The value as `nft list ruleset` writes it. `numeric`: without names, as ends of ranges are (src/expression.c, range_expr_print). */
export function formatDatum(type: DataType, value: Datum, numeric = false): string {
  if (typeof value === 'string')
    return type.style === 'name' && !isIndex(type, value) ? `"${value}"` : value
  switch (type.style) {
    case 'address':
      return embedded(value) ?? formatAddress(value as Address)
    case 'mark':
      return `0x${value.toString(16).padStart(8, '0')}`
    case 'hex':
      return `0x${value.toString(16)}`
    case 'symbol':
      return (
        (numeric ? undefined : type.names.get(Number(value))) ?? formatUnnamed(type, Number(value))
      )
    case 'quoted-symbol': {
      const name = numeric ? undefined : type.names.get(Number(value))
      return name === undefined ? String(value) : `"${name}"`
    }
    case 'flags':
      return formatFlags(type, Number(value))
    case 'classid':
      return formatClass(Number(value))
    case 'date':
      return `"${formatDate(Number(value))}"`
    case 'hour':
      return `"${formatHour(Number(value))}"`
    case 'duration':
      return numeric ? `${Number(value) / 1_000}s` : formatDuration(Number(value))
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
    case 'classid':
      return parseClass(word)
    case 'date':
      return parseDate(word)
    case 'hour':
      return parseHour(word)
    case 'duration': {
      const durationMs = parseDuration(word)
      return Number.isNaN(durationMs) ? undefined : durationMs
    }
    default: {
      const symbol = entryOf(type.symbols, word)
      return symbol ?? parseNumber(word, type.bits)
    }
  }
}

/** `::1.2.3.4`, as glibc's inet_ntop writes what could be an IPv4 address in an IPv6 one. */
function embedded(value: Datum): string | undefined {
  return typeof value === 'bigint' && value > 0xffffn && value <= 0xffff_ffffn
    ? `::${formatAddress(Number(value) as Address)}`
    : undefined
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
