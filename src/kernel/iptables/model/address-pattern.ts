import {
  type Address,
  addressBits,
  type Family,
  familyOf,
  formatAddress,
  type Ipv4,
  type Ipv6,
  tryParseAddress,
} from '../../../packet/address.ts'

/** `! -s 10.0.0.0/8`. The mask may have holes (`/255.0.255.0`); `address` has no bits outside it. */
export interface AddressPattern {
  readonly address: Address
  readonly mask: Address
  readonly inverted: boolean
}

const ipv6Mask = (1n << 128n) - 1n

export function lengthMask(family: Family, length: number): Address {
  if (family === 'IPv4') return (length === 0 ? 0 : (-1 << (32 - length)) >>> 0) as Ipv4
  return ((ipv6Mask << BigInt(128 - length)) & ipv6Mask) as Ipv6
}

/** Address, or address/length, or address/mask; undefined where the text is neither. */
export function parseAddressPattern(text: string, inverted: boolean): AddressPattern | undefined {
  const slash = text.indexOf('/')
  const written = slash < 0 ? text : text.slice(0, slash)
  const address = tryParseAddress(written) ?? shortAddress(written)
  if (address === undefined) return undefined
  const family = familyOf(address)
  const mask =
    slash < 0 ? lengthMask(family, addressBits(family)) : parseMask(text.slice(slash + 1), family)
  return mask === undefined ? undefined : { address: and(address, mask), mask, inverted }
}

/** `10.1` for 10.1.0.0, and octal and hexadecimal parts (xtables_numeric_to_ip4addr, libxtables/xtables.c). */
function shortAddress(text: string): Ipv4 | undefined {
  if (!/^(0x[0-9a-f]{1,2}|0[0-7]{0,3}|[1-9]\d{0,2})(\.|$)/i.test(text)) return undefined
  const parts = text.split('.')
  if (parts.length > 4) return undefined
  const octets = parts.map((part) =>
    /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part || 'none'),
  )
  if (octets.some((octet) => !Number.isInteger(octet) || octet > 255)) return undefined
  const value = [...octets, 0, 0, 0].slice(0, 4).reduce((all, octet) => all * 256 + octet, 0)
  return value as Ipv4
}

/** ` ! -s 10.0.0.0/8`; '' for a pattern that matches every address. */
export function printAddressPattern(
  flag: '-s' | '-d',
  pattern: AddressPattern | undefined,
): string {
  if (pattern === undefined || (isZero(pattern.mask) && !pattern.inverted)) return ''
  return `${pattern.inverted ? ' !' : ''} ${flag} ${formatPattern(pattern)}`
}

/** `10.0.0.0/8`, or `10.0.1.0/255.0.255.0` where the mask has holes. */
export function formatPattern(pattern: AddressPattern): string {
  const length = maskLength(pattern.mask)
  return `${formatAddress(pattern.address)}/${length ?? formatAddress(pattern.mask)}`
}

export function addressMatches(pattern: AddressPattern, address: Address): boolean {
  return masked(pattern, address) !== pattern.inverted
}

/** The length of a mask without holes, else undefined. */
export function maskLength(mask: Address): number | undefined {
  if (typeof mask === 'number') {
    const host = ~mask >>> 0
    return (host & (host + 1)) === 0 ? Math.clz32(host) : undefined
  }
  const host = ~mask & ipv6Mask
  if ((host & (host + 1n)) !== 0n) return undefined
  return host === 0n ? 128 : 128 - host.toString(2).length
}

function masked(pattern: AddressPattern, address: Address): boolean {
  if (typeof address === 'number')
    return (
      typeof pattern.mask === 'number' &&
      (address & pattern.mask) >>> 0 === (pattern.address as number)
    )
  return typeof pattern.mask === 'bigint' && (address & pattern.mask) === pattern.address
}

function and(address: Address, mask: Address): Address {
  if (typeof address === 'number') return ((address & (mask as number)) >>> 0) as Ipv4
  return (address & (mask as bigint)) as Ipv6
}

function isZero(mask: Address): boolean {
  return mask === 0 || mask === 0n
}

function parseMask(text: string, family: Family): Address | undefined {
  if (/^\d{1,3}$/.test(text)) {
    const length = Number(text)
    return length > addressBits(family) ? undefined : lengthMask(family, length)
  }
  const mask = tryParseAddress(text)
  return mask !== undefined && familyOf(mask) === family ? mask : undefined
}
