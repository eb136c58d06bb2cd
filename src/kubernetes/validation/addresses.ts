import {
  type Address,
  type Family,
  familyOf,
  formatAddress,
  type Ipv4,
  networkOf,
  tryParseAddress,
} from '../../packet/address.ts'
import type { FieldErrors, FieldPath } from './field-errors.ts'

/** An address as Go's net.IP has it: IPv4-mapped IPv6 (`::ffff:10.0.0.1`) is IPv4. */
interface LooseAddress {
  readonly address: Address
  readonly mapped: boolean
  readonly leadingZeros: boolean
}

/** Like k8s.io/utils/net ParseIPSloppy: IPv4 octets may have leading zeros. */
export function parseLooseAddress(text: string): LooseAddress | undefined {
  const exact = tryParseAddress(text)
  if (exact !== undefined) {
    const mapped = typeof exact === 'bigint' && exact >> 32n === 0xffffn
    const address = mapped ? (Number(exact & 0xffffffffn) as Ipv4) : exact
    return { address, mapped, leadingZeros: false }
  }
  const plain = text.replace(/(?<![0-9a-fA-F])0+(?=\d)/g, '')
  if (plain === text || !text.includes('.')) return undefined
  const loose = parseLooseAddress(plain)
  return loose === undefined ? undefined : { ...loose, leadingZeros: true }
}

/** The family as Go's IsIPv6String tells it; undefined: no address. */
export function looseFamily(text: string): Family | undefined {
  const loose = parseLooseAddress(text)
  return loose === undefined ? undefined : familyOf(loose.address)
}

/**
 * IsValidIPForLegacyField with the feature gate StrictIPCIDRValidation, which is on since 1.36.
 * Answers whether it is valid.
 */
export function checkAddress(errors: FieldErrors, path: FieldPath, text: string): boolean {
  const loose = parseLooseAddress(text)
  const before = errors.list.length
  if (loose === undefined)
    errors.invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')
  else if (loose.leadingZeros) errors.invalid(path, text, 'must not have leading 0s')
  else if (loose.mapped) errors.invalid(path, text, 'must not be an IPv4-mapped IPv6 address')
  return errors.list.length === before
}

/** IsValidIP: newer fields also want the canonical spelling. */
export function checkCanonicalAddress(errors: FieldErrors, path: FieldPath, text: string): boolean {
  if (!checkAddress(errors, path, text)) return false
  const address = parseLooseAddress(text)?.address
  const canonical = address === undefined ? text : formatAddress(address)
  if (canonical === text) return true
  errors.invalid(path, text, `must be in canonical form ("${canonical}")`)
  return false
}

/** Like k8s.io/utils/net ParseCIDRSloppy. */
export function isLooseCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/')
  const bits = address.includes(':') ? 128 : 32
  const fits = /^\d+$/.test(length) && Number(length) <= bits
  return fits && rest.length === 0 && parseLooseAddress(address) !== undefined
}

/** IsValidCIDRForLegacyField, strict as above. */
export function checkCidr(errors: FieldErrors, path: FieldPath, text: string): void {
  const [addressText = '', lengthText = ''] = text.split('/')
  const length = Number(lengthText)
  const loose = parseLooseAddress(addressText)
  if (loose === undefined || !isLooseCidr(text)) {
    errors.invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')
    return
  }
  if (loose.leadingZeros || (lengthText.length > 1 && lengthText.startsWith('0')))
    errors.invalid(path, text, 'must not have leading 0s in IP or prefix length')
  else if (loose.mapped) errors.invalid(path, text, 'must not have an IPv4-mapped IPv6 address')
  else if (networkOf(loose.address, length) !== loose.address)
    errors.invalid(path, text, 'must not have bits set beyond the prefix length')
}

/** ValidateEndpointIP: what no endpoint, and for historical reasons no external IP, may be. */
export function checkEndpointAddress(errors: FieldErrors, path: FieldPath, text: string): void {
  const address = parseLooseAddress(text)?.address
  if (address === undefined) {
    errors.invalid(path, text, 'must be a valid IP address')
    return
  }
  const within = (prefix4: number, length4: number, prefix6: bigint, length6: number) =>
    typeof address === 'number'
      ? length4 > 0 && address >>> (32 - length4) === prefix4
      : address >> BigInt(128 - length6) === prefix6
  if (within(0, 32, 0n, 128)) errors.invalid(path, text, `may not be unspecified (${text})`)
  if (within(127, 8, 1n, 128))
    errors.invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (within(0xa9fe, 16, 0xfe80n >> 6n, 10))
    errors.invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  // Go's IsLinkLocalMulticast: ff02::/16, any flags.
  const multicast =
    typeof address === 'number'
      ? address >>> 8 === 0xe00000
      : ((address >> 112n) & 0xff0fn) === 0xff02n
  if (multicast)
    errors.invalid(
      path,
      text,
      'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    )
}
