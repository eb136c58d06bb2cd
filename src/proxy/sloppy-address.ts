import {
  type Address,
  type Family,
  familyOf,
  formatAddress,
  formatPrefix,
  type Ipv4,
  type Prefix,
  prefixContains,
  tryParseAddress,
  tryParsePrefix,
} from '../packet/address.ts'

/** An address as kube-proxy holds it: `text` is what Go's `net.IP.String()` prints. */
export interface ParsedAddress {
  readonly address: Address
  readonly text: string
  readonly family: Family
}

/** A network as kube-proxy holds it: `text` is what Go's `net.IPNet.String()` prints. */
export interface ParsedNetwork {
  readonly prefix: Prefix
  readonly text: string
  readonly family: Family
}

/** What Go prints for an address that could not be parsed (a nil `net.IP`). */
export const unparsedAddressText = '<nil>'

/**
 * Reads an address as k8s.io/utils/net ParseIPSloppy does: octets may have leading zeros, and an
 * IPv4-mapped IPv6 address is IPv4.
 */
export function parseSloppyAddress(text: string): ParsedAddress | undefined {
  const address = parse(text)
  if (address === undefined) return undefined
  return { address, text: formatAddress(address), family: familyOf(address) }
}

/** `parseSloppyAddress(text)` as text, `<nil>` where there is none; quick for plain IPv4. */
export function sloppyAddressText(text: string): string {
  if (isPlainIpv4(text)) return text
  return parseSloppyAddress(text)?.text ?? unparsedAddressText
}

/** Reads a network as k8s.io/utils/net ParseCIDRSloppy does; bits beyond the length are cleared. */
export function parseSloppyNetwork(text: string): ParsedNetwork | undefined {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const lengthText = text.slice(slash + 1)
  if (!/^\d+$/.test(lengthText)) return undefined
  const addressText = text.slice(0, slash)
  const address = parse(addressText)
  if (address === undefined) return undefined
  // The length of an IPv4-mapped network counts the 96 bits of the mapping.
  const offset = typeof address === 'number' && addressText.includes(':') ? 96 : 0
  const prefix = tryParsePrefix(`${formatAddress(address)}/${Number(lengthText) - offset}`)
  if (prefix === undefined) return undefined
  return { prefix, text: formatPrefix(prefix), family: familyOf(prefix.address) }
}

export function networkContains(network: ParsedNetwork, address: Address): boolean {
  return prefixContains(network.prefix, address)
}

/** Go's `net.JoinHostPort`. */
export function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function parse(text: string): Address | undefined {
  const colon = text.indexOf(':')
  const dot = text.indexOf('.')
  if (dot >= 0 && (colon < 0 || dot < colon)) return tryParseAddress(withoutLeadingZeros(text))
  if (colon < 0) return undefined
  const tailStart = text.lastIndexOf(':') + 1
  const tail = text.slice(tailStart)
  const address = tryParseAddress(
    tail.includes('.') ? text.slice(0, tailStart) + withoutLeadingZeros(tail) : text,
  )
  if (typeof address !== 'bigint') return address
  const isMapped = address >> 32n === 0xffffn
  return isMapped ? (Number(address & 0xffffffffn) as Ipv4) : address
}

function withoutLeadingZeros(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''))
}

/** Four octets without leading zeros: such a text prints as it stands. */
function isPlainIpv4(text: string): boolean {
  let octet = -1
  let dots = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 46) {
      if (octet < 0) return false
      dots += 1
      octet = -1
    } else if (code < 48 || code > 57 || octet === 0) return false
    else {
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48
      if (octet > 255) return false
    }
  }
  return dots === 3 && octet >= 0
}
