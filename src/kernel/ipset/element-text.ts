import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  formatAddress,
  networkOf,
  tryParseAddress,
} from '../../packet/address.ts'
import { ElementError } from './element-error.ts'
import type { NetPart, Part, SetOptions } from './ip-set.ts'
import { parsePortRange, parseProtocolPorts, printProtocolPort } from './protocol-port.ts'
import { readSetNumber } from './set-number.ts'
import type { Dimension, SetType } from './set-type.ts'

/** Elements that one line may stand for (`10.0.0.0/16` in hash:ip). */
const expansionMax = 65_536
/** IFNAMSIZ less its NUL. */
const interfaceNameMax = 15

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
      return type.dimensions.includes('mac') || at > 0
        ? [parseAddress(word, options.family ?? 'IPv4')]
        : parseAddresses(word, options)
    case 'net':
      return parseNets(word, options.family ?? 'IPv4', takesAll(type))
    case 'port':
      return type.method === 'bitmap'
        ? parsePorts(word, options)
        : parseProtocolPorts(word, options.family ?? 'IPv4')
    case 'mark': {
      const mark = readSetNumber(word, 0xffffffff)
      if (mark === undefined) throw new ElementError(`"${word}"`, 'a mark of 32 bits')
      return [mark]
    }
    case 'mac':
      return [parseHardwareAddress(word)]
    case 'iface':
      if (word.replace(/^physdev:/, '').length > interfaceNameMax)
        throw new ElementError(
          `"${word}"`,
          `an interface of at most ${interfaceNameMax} characters`,
        )
      return [word]
    default:
      return [word]
  }
}

function parseHardwareAddress(word: string): string {
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(word)) return word.toUpperCase()
  throw new ElementError(`"${word}"`, 'an Ethernet address')
}

function parseAddresses(word: string, options: SetOptions): Address[] {
  const { family = 'IPv4', netmask, range } = options
  const addresses = addressesOf(word, family, netmask)
  const [low, high] = range ?? [0, Number.POSITIVE_INFINITY]
  if (addresses.some((address) => Number(address) < low || Number(address) > high))
    throw new ElementError(`"${word}"`, "an address within the set's range")
  return addresses
}

function addressesOf(word: string, family: Family, netmask: number | undefined): Address[] {
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

/** Types of which the kernel takes a network of length 0 (ip_set_hash_netnet.c, _netportnet.c, _netiface.c). */
function takesAll({ dimensions }: SetType): boolean {
  return (
    dimensions.filter((dimension) => dimension === 'net').length > 1 || dimensions.includes('iface')
  )
}

function parseNets(word: string, family: Family, all: boolean): NetPart[] {
  const bits = addressBits(family)
  const slash = word.indexOf('/')
  if (slash < 0 && word.includes('-')) return networksOf(addressRange(word, family), bits)
  const address = parseAddress(slash < 0 ? word : word.slice(0, slash), family)
  const length = slash < 0 ? bits : parseLength(word.slice(slash + 1), bits)
  // A length of 0 is refused by other hash types (ip_set_hash_net.c: CIDR 1 to 32 or 128).
  if (length === 0 && !all) throw new ElementError(`"${word}"`, `a network of length 1 to ${bits}`)
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
  const ports = parsePortRange(word.replace(/^(tcp|udp):/, ''))
  const [low, high] = options.range ?? [0, 65_535]
  if (ports.some((port) => port < low || port > high))
    throw new ElementError(`"${word}"`, `a port within the set's range ${low}-${high}`)
  return ports
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
