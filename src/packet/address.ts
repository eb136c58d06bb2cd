import type { Position } from '../base/user-error.ts'
import { UserError } from '../base/user-error.ts'

/** 0 … 2^32−1, as in 10.0.0.1 = 0x0a000001. */
export type Ipv4 = number & { readonly brand: 'Ipv4' }
/** 0 … 2^128−1. */
export type Ipv6 = bigint & { readonly brand: 'Ipv6' }
/** Compares by value (`===`), serves as a key of a `Map`, and `typeof` tells its family. */
export type Address = Ipv4 | Ipv6
export type Family = 'IPv4' | 'IPv6'

/** A network: `address` has no bits set beyond `length`. */
export interface Prefix {
  readonly address: Address
  readonly length: number
}

export function familyOf(address: Address): Family {
  return typeof address === 'number' ? 'IPv4' : 'IPv6'
}

export function addressBits(family: Family): number {
  return family === 'IPv4' ? 32 : 128
}

/** @throws UserError E_ADDRESS */
export function parseAddress(text: string, at?: Position): Address {
  const address = tryParseAddress(text)
  if (address === undefined)
    throw new UserError(
      'E_ADDRESS',
      `"${text}" is no IP address (expected e.g. 10.96.0.1 or fd00::1)`,
      at,
    )
  return address
}

/** Strict: four decimal octets without leading zeros, or RFC 4291 text; no zone. */
export function tryParseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/** `10.0.0.0/8`; without a length the whole address. Bits beyond the length are cleared.
 * @throws UserError E_ADDRESS */
export function parsePrefix(text: string, at?: Position): Prefix {
  const prefix = tryParsePrefix(text)
  if (prefix === undefined)
    throw new UserError(
      'E_ADDRESS',
      `"${text}" is no network (expected e.g. 10.0.0.0/8 or fd00::/64)`,
      at,
    )
  return prefix
}

export function tryParsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/')
  const address = tryParseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const bits = addressBits(familyOf(address))
  if (slash < 0) return { address, length: bits }
  const lengthText = text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(lengthText)) return undefined
  const length = Number(lengthText)
  return length > bits ? undefined : { address: networkOf(address, length), length }
}

/** The address with the bits beyond `length` cleared. */
export function networkOf(address: Address, length: number): Address {
  if (typeof address === 'number') {
    const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0
    return ((address & mask) >>> 0) as Ipv4
  }
  const shift = BigInt(128 - length)
  return ((address >> shift) << shift) as Ipv6
}

/** False for another family. */
export function prefixContains(prefix: Prefix, address: Address): boolean {
  if (typeof prefix.address === 'number') {
    if (typeof address !== 'number') return false
    return prefix.length === 0 || (address ^ prefix.address) >>> (32 - prefix.length) === 0
  }
  if (typeof address === 'number') return false
  return (address ^ prefix.address) >> BigInt(128 - prefix.length) === 0n
}

/** RFC 5952 text, as Go's `netip.Addr` and `inet_ntop` print it. */
export function formatAddress(address: Address): string {
  if (typeof address === 'number')
    return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
  return formatIpv6(address)
}

export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix.address)}/${prefix.length}`
}

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export function formatEndpoint(address: Address, port: number): string {
  return typeof address === 'number'
    ? `${formatAddress(address)}:${port}`
    : `[${formatAddress(address)}]:${port}`
}

/** Character by character: restore texts hold hundreds of thousands of addresses. */
/** Digit by digit: clusters have hundreds of thousands of them. */
function parseIpv4(text: string): Ipv4 | undefined {
  let value = 0
  let octet = -1
  let dots = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === dotCode) {
      if (octet < 0) return undefined
      value = value * 256 + octet
      octet = -1
      dots += 1
    } else if (code < zeroCode || code > nineCode || octet === 0) return undefined
    else {
      octet = octet < 0 ? code - zeroCode : octet * 10 + code - zeroCode
      if (octet > 255) return undefined
    }
  }
  return dots === 3 && octet >= 0 ? ((value * 256 + octet) as Ipv4) : undefined
}

const dotCode = 46
const zeroCode = 48
const nineCode = 57

function parseIpv6(text: string): Ipv6 | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  let value = 0n
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail])
    value = (value << 16n) | BigInt(group)
  return value as Ipv6
}

/** 16-bit groups; where `last`, the text may end in a dotted quad. */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const quad = parseIpv4(part)
      if (quad === undefined) return undefined
      groups.push(quad >>> 16, quad & 0xffff)
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

function formatIpv6(address: Ipv6): string {
  const groups: number[] = []
  for (let shift = 112n; shift >= 0n; shift -= 16n)
    groups.push(Number((address >> shift) & 0xffffn))
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${formatAddress(Number(address & 0xffffffffn) as Ipv4)}`
  const { start, length } = longestZeroRun(groups)
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':')
  if (length < 2) return hex(groups)
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0
    while (groups[start + length] === 0) length += 1
    if (length > best.length) best = { start, length }
  }
  return best
}
