import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  formatAddress,
  networkOf,
  tryParseAddress,
} from '../../packet/address.ts'
import type { NetPart, Part, SetOptions } from './ip-set.ts'
import type { Dimension, SetType } from './set-type.ts'

/** Elements that one line may stand for (`10.0.0.0/16` in hash:ip). */
const expansionMax = 65_536

const portProtocols: Readonly<Record<string, number>> = {
  tcp: 6,
  sctp: 132,
  udp: 17,
  udplite: 136,
}
const protocolTexts: Readonly<Record<number, string>> = {
  0: 'any',
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
}
const icmpTypes: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  pong: 0,
  'destination-unreachable': 0x300,
  'network-unreachable': 0x300,
  'host-unreachable': 0x301,
  'port-unreachable': 0x303,
  'echo-request': 0x800,
  ping: 0x800,
}

/** What an element may be refused with. */
export class ElementError extends Error {
  readonly found: string
  readonly expected: string

  constructor(found: string, expected: string) {
    super(`found ${found}, expected ${expected}`)
    this.found = found
    this.expected = expected
  }
}

/**
 * The elements that a text stands for: ranges and networks of addresses, ranges of ports.
 * @throws ElementError
 */
export function parseElement(text: string, type: SetType, options: SetOptions): Part[][] {
  const words = text.split(',')
  if (words.length > type.dimensions.length)
    throw new ElementError(`"${text}"`, `${type.dimensions.join(',')} for type ${type.name}`)
  const parts = type.dimensions.map((dimension, at) => {
    const word = words[at]
    if (word === undefined)
      throw new ElementError(`"${text}"`, `${type.dimensions.join(',')} for type ${type.name}`)
    return parsePart(word, dimension, type, options, at)
  })
  // The usual case: no range in it.
  if (parts.every(({ length }) => length === 1)) return [parts.flat()]
  return parts.reduce<Part[][]>(
    (all, values) => {
      if (all.length * values.length > expansionMax)
        throw new ElementError(`"${text}"`, `at most ${expansionMax} elements in one line`)
      return all.flatMap((done) => values.map((value) => [...done, value]))
    },
    [[]],
  )
}

/** As `ipset save` prints an element. */
export function printElement(parts: readonly Part[], type: SetType): string {
  return parts.map((part, at) => printPart(part, type.dimensions[at], type)).join(',')
}

function parsePart(
  word: string,
  dimension: Dimension,
  type: SetType,
  options: SetOptions,
  at: number,
): Part[] {
  switch (dimension) {
    case 'ip':
      return parseAddresses(word, options, at === 0 ? options.netmask : undefined)
    case 'net':
      return parseNets(word, options.family ?? 'IPv4')
    case 'port':
      return type.method === 'bitmap' ? parsePorts(word, options) : parseProtocolPorts(word)
    case 'mark': {
      const mark = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(word) ? Number(word) : Number.NaN
      if (!(mark <= 0xffffffff)) throw new ElementError(`"${word}"`, 'a mark of 32 bits')
      return [mark]
    }
    default:
      return [word]
  }
}

function parseAddresses(word: string, options: SetOptions, netmask: number | undefined): Address[] {
  const family = options.family ?? 'IPv4'
  if (netmask === undefined && !/[-/]/.test(word)) return [parseAddress(word, family)]
  const [first, last] = addressRange(word, family)
  const step = netmask === undefined ? 1n : 1n << BigInt(addressBits(family) - netmask)
  const low = netmask === undefined ? BigInt(first) : BigInt(networkOf(first, netmask))
  if ((BigInt(last) - low) / step >= BigInt(expansionMax))
    throw new ElementError(`"${word}"`, `at most ${expansionMax} addresses`)
  const all: Address[] = []
  for (let value = low; value <= BigInt(last); value += step)
    all.push((family === 'IPv4' ? Number(value) : value) as Address)
  return all
}

function parseNets(word: string, family: Family): NetPart[] {
  const bits = addressBits(family)
  const slash = word.indexOf('/')
  if (slash < 0 && word.includes('-')) return networksOf(addressRange(word, family), bits)
  const address = parseAddress(slash < 0 ? word : word.slice(0, slash), family)
  const length = slash < 0 ? bits : parseLength(word.slice(slash + 1), bits)
  // A length of 0 is refused by the kernel's hash types (ip_set_hash_net.c: CIDR 1 to 32 or 128).
  if (length === 0) throw new ElementError(`"${word}"`, `a network of length 1 to ${bits}`)
  return [{ address: networkOf(address, length), length }]
}

/** The networks that make up a range, largest first from the left (ip_set_range_to_cidr). */
function networksOf([first, last]: readonly [Address, Address], bits: number): NetPart[] {
  const nets: NetPart[] = []
  let low = BigInt(first)
  while (low <= BigInt(last)) {
    let length = bits
    while (length > 1) {
      const size = 1n << BigInt(bits - length + 1)
      if (low % size !== 0n || low + size - 1n > BigInt(last)) break
      length -= 1
    }
    nets.push({ address: (bits === 32 ? Number(low) : low) as Address, length })
    low += 1n << BigInt(bits - length)
  }
  return nets
}

function addressRange(word: string, family: Family): readonly [Address, Address] {
  const bits = addressBits(family)
  const slash = word.indexOf('/')
  if (slash >= 0) {
    const length = parseLength(word.slice(slash + 1), bits)
    const first = networkOf(parseAddress(word.slice(0, slash), family), length)
    const last = BigInt(first) + (1n << BigInt(bits - length)) - 1n
    return [first, (family === 'IPv4' ? Number(last) : last) as Address]
  }
  const dash = word.indexOf('-')
  const first = parseAddress(dash < 0 ? word : word.slice(0, dash), family)
  const last = dash < 0 ? first : parseAddress(word.slice(dash + 1), family)
  return first <= last ? [first, last] : [last, first]
}

function parseAddress(text: string, family: Family): Address {
  const address = tryParseAddress(text)
  if (address === undefined || familyOf(address) !== family)
    throw new ElementError(`"${text}"`, `an ${family} address`)
  return address
}

function parseLength(text: string, bits: number): number {
  const length = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  if (!(length <= bits)) throw new ElementError(`"/${text}"`, `a length of at most ${bits}`)
  return length
}

function parsePorts(word: string, options: SetOptions): number[] {
  const ports = portRange(word.replace(/^(tcp|udp):/, ''))
  const [low, high] = options.range ?? [0, 65_535]
  if (ports.some((port) => port < low || port > high))
    throw new ElementError(`"${word}"`, `a port within the set's range ${low}-${high}`)
  return ports
}

function parseProtocolPorts(word: string): number[] {
  const colon = word.indexOf(':')
  const name = colon < 0 ? 'tcp' : word.slice(0, colon).toLowerCase()
  const rest = word.slice(colon + 1)
  const ported = portProtocols[name]
  if (ported !== undefined) return portRange(rest).map((port) => ported * 65_536 + port)
  if (name === 'icmp' || name === 'icmpv6') return [icmpPart(name, rest)]
  const named = Object.entries(protocolTexts).find(([, text]) => text === name)?.[0]
  const protocol = /^\d{1,3}$/.test(name) ? Number(name) : Number(named ?? Number.NaN)
  if (!(protocol <= 255) || rest !== '0')
    throw new ElementError(`"${word}"`, '[tcp|udp|sctp|udplite:]PORT, icmp:TYPE or PROTOCOL:0')
  return [protocol * 65_536]
}

function icmpPart(name: string, text: string): number {
  const numbers = /^(\d{1,3})\/(\d{1,3})$/.exec(text)
  const value = numbers === null ? icmpTypes[text] : Number(numbers[1]) * 256 + Number(numbers[2])
  if (value === undefined || value > 0xffff)
    throw new ElementError(`"${text}"`, 'an ICMP type, as echo-request or 8/0')
  return (name === 'icmp' ? 1 : 58) * 65_536 + value
}

function portRange(text: string): number[] {
  const [low = '', high = low, more] = text.split('-')
  const first = /^\d{1,5}$/.test(low) ? Number(low) : Number.NaN
  const last = /^\d{1,5}$/.test(high) ? Number(high) : Number.NaN
  if (!(first <= 65_535 && last <= 65_535) || more !== undefined)
    throw new ElementError(`"${text}"`, 'a port of 0 to 65535, or a range of them')
  const from = Math.min(first, last)
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => from + i)
}

function printPart(part: Part, dimension: Dimension | undefined, type: SetType): string {
  if (typeof part === 'object') {
    const bits = addressBits(familyOf(part.address))
    const address = formatAddress(part.address)
    return part.length === bits ? address : `${address}/${part.length}`
  }
  if (typeof part === 'string') return part
  if (dimension === 'ip') return formatAddress(part as Address)
  if (dimension === 'mark') return `0x${part.toString(16).padStart(8, '0')}`
  return type.method === 'bitmap' ? String(part) : printProtocolPort(Number(part))
}

function printProtocolPort(part: number): string {
  const protocol = Math.floor(part / 65_536)
  const port = part % 65_536
  const name = protocolTexts[protocol] ?? String(protocol)
  if (protocol !== 1 && protocol !== 58) return `${name}:${port}`
  const named = Object.entries(icmpTypes).find(([, value]) => value === port)?.[0]
  return `${name}:${protocol === 1 && named !== undefined ? named : `${port >> 8}/${port & 255}`}`
}
