import { entryOf } from '../../base/entry-of.ts'
import type { Family } from '../../packet/address.ts'
import { ElementError } from './element-error.ts'
import { icmpNames, icmpv6Names } from './icmp-names.ts'
import { readSetNumber } from './set-number.ts'
import { readSetPort } from './set-port.ts'

const icmp = 1
const icmpv6 = 58
/** The first name of a number is printed (/etc/protocols). */
const protocolNames: Readonly<Record<string, number>> = {
  icmp,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  egp: 8,
  pup: 12,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': icmpv6,
  icmpv6,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
}
const withPorts: readonly number[] = [6, 17, 132, 136]

/**
 * `tcp:80`, `udp:53-55`, `80`, `icmp:echo-request`, `gre:0`: protocol · 65536 + port (or ICMP type and code), each.
 * @throws ElementError
 */
export function parseProtocolPorts(word: string, family: Family): number[] {
  const colon = word.indexOf(':')
  const name = colon < 0 ? 'tcp' : word.slice(0, colon).toLowerCase()
  const rest = word.slice(colon + 1)
  const protocol = entryOf(protocolNames, name) ?? readSetNumber(name, 255)
  if (protocol === (family === 'IPv4' ? icmpv6 : icmp))
    throw new ElementError(`"${word}"`, `no ${name} in a set of ${family}`)
  if (protocol === icmp) return [icmp * 65_536 + parseIcmp(rest, icmpNames)]
  if (protocol === icmpv6) return [icmpv6 * 65_536 + parseIcmp(rest, icmpv6Names)]
  if (protocol !== undefined && withPorts.includes(protocol))
    return parsePortRange(rest).map((port) => protocol * 65_536 + port)
  if (protocol === undefined || rest !== '0')
    throw new ElementError(`"${word}"`, '[tcp|udp|sctp|udplite:]PORT, icmp:TYPE or PROTOCOL:0')
  return [protocol * 65_536]
}

/** As `ipset save` prints it. */
export function printProtocolPort(part: number): string {
  const protocol = Math.floor(part / 65_536)
  const port = part % 65_536
  const name = firstName(protocolNames, protocol) ?? String(protocol)
  if (protocol !== icmp && protocol !== icmpv6) return `${name}:${port}`
  const named = firstName(protocol === icmp ? icmpNames : icmpv6Names, port)
  return `${name}:${named ?? `${port >> 8}/${port & 255}`}`
}

/** `80`, `80-82`, `ssh`. @throws ElementError */
export function parsePortRange(text: string): number[] {
  const [low = '', high = low, more] = text.split('-')
  const whole = readSetPort(text)
  if (whole !== undefined) return [whole]
  const [first, last] = [readSetPort(low), readSetPort(high)]
  if (first === undefined || last === undefined || more !== undefined)
    throw new ElementError(`"${text}"`, 'a port of 0 to 65535, or a range of them')
  const from = Math.min(first, last)
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => from + i)
}

function parseIcmp(text: string, names: Readonly<Record<string, number>>): number {
  const numbers = /^(\d{1,3})\/(\d{1,3})$/.exec(text)
  const [type, code] = [Number(numbers?.[1]), Number(numbers?.[2])]
  const value = numbers === null ? entryOf(names, text) : type * 256 + code
  if (value === undefined || type > 255 || code > 255)
    throw new ElementError(`"${text}"`, 'an ICMP type, as echo-request or 8/0')
  return value
}

function firstName(names: Readonly<Record<string, number>>, wanted: number): string | undefined {
  return Object.entries(names).find(([, value]) => value === wanted)?.[0]
}
