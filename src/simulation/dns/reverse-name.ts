import { type Address, tryParseAddress } from '../../packet/address.ts'

const ipv4Zone = 'in-addr.arpa'
const ipv6Zone = 'ip6.arpa'

/** The zone of names that stand for addresses; undefined for all other names. */
export function reverseZoneOf(name: string): string | undefined {
  return [ipv4Zone, ipv6Zone].find((zone) => name === zone || name.endsWith(`.${zone}`))
}

/** `1.0.96.10.in-addr.arpa` → 10.96.0.1; undefined: a part of an address, or none. */
export function addressOfReverseName(name: string): Address | undefined {
  const zone = reverseZoneOf(name)
  if (zone === undefined) return undefined
  const labels = name
    .slice(0, -zone.length - 1)
    .split('.')
    .reverse()
  if (zone === ipv4Zone) return tryParseAddress(labels.join('.'))
  const groups = labels.join('').match(/.{1,4}/g) ?? []
  return labels.length === 32 ? tryParseAddress(groups.join(':')) : undefined
}

/** 10.96.0.1 → `1.0.96.10.in-addr.arpa` (RFC 1035 3.5; RFC 3596 2.5). */
export function reverseNameOf(address: Address): string {
  if (typeof address === 'number')
    return `${[0, 8, 16, 24].map((shift) => (address >>> shift) & 255).join('.')}.${ipv4Zone}`
  const digits = [...address.toString(16).padStart(32, '0')].reverse()
  return `${digits.join('.')}.${ipv6Zone}`
}
