import {
  type Address,
  type Family,
  familyOf,
  formatAddress,
  tryParseAddress,
} from '../../../packet/address.ts'
import type { NatRange } from '../../netfilter/hook.ts'
import { parsePort } from '../matches/protocol/ports.ts'
import type { OptionWords } from '../model/extension.ts'

/** What a NAT target writes: `portBase` shifts ports (`:80-90/1000`: 1000 goes to 80, 1001 to 81 …). */
export interface WrittenRange extends NatRange {
  readonly portBase?: number
}

/**
 * `10.0.0.1`, `10.0.0.1-10.0.0.9`, `10.0.0.1:80`, `10.0.0.1:80-90`, `:80`; IPv6 addresses stand in
 * brackets where a port follows (parse_to, extensions/libxt_NAT.c).
 */
export function readNatRange(words: OptionWords): WrittenRange {
  const text = words.next('an address, with a port or without')
  const range = parseNatRange(text, words.family)
  return range ?? words.fail(text, `an ${words.family} address or range, with a port or without`)
}

export function parseNatRange(text: string, family: Family): WrittenRange | undefined {
  const { addresses, ports } = splitPorts(text, family)
  const portRange = ports === undefined ? {} : parseShiftedPorts(ports)
  if (portRange === undefined) return undefined
  if (addresses === '') return ports === undefined ? undefined : portRange
  const [low = '', high = low, more] = addresses.split('-')
  const addressMin = bare(low, family)
  const addressMax = bare(high, family)
  if (addressMin === undefined || addressMax === undefined || more !== undefined) return undefined
  return { addressMin, addressMax, ...portRange }
}

function parseShiftedPorts(text: string): WrittenRange | undefined {
  const [range = '', base, more] = text.split('/')
  const ports = parsePorts(range)
  if (base === undefined || ports === undefined) return ports
  const portBase = parsePort(base)
  return portBase === undefined || more !== undefined ? undefined : { ...ports, portBase }
}

/** `80` or `80-90`; undefined where it is neither. */
export function parsePorts(text: string): { portMin: number; portMax: number } | undefined {
  const [low = '', high = low, more] = text.split('-')
  const portMin = parsePort(low)
  const portMax = parsePort(high)
  if (portMin === undefined || portMax === undefined || more !== undefined) return undefined
  return portMin < 1 || portMin > portMax ? undefined : { portMin, portMax }
}

export function printNatRange(range: WrittenRange): string {
  const { addressMin, addressMax, portMin, portMax, portBase } = range
  let text = ''
  if (addressMin !== undefined) {
    const brackets = typeof addressMin === 'bigint' && portMin !== undefined
    const both = addressMin === addressMax ? [addressMin] : [addressMin, addressMax ?? addressMin]
    const addresses = both.map(formatAddress).join('-')
    text += brackets ? `[${addresses}]` : addresses
  }
  if (portMin === undefined) return text
  const last = portMax === undefined || portMax === portMin ? '' : `-${portMax}`
  return `${text}:${portMin}${last}${portBase === undefined ? '' : `/${portBase}`}`
}

function splitPorts(text: string, family: Family) {
  if (family === 'IPv4') {
    const colon = text.indexOf(':')
    return colon < 0
      ? { addresses: text, ports: undefined }
      : { addresses: text.slice(0, colon), ports: text.slice(colon + 1) }
  }
  const bracket = /^\[([^\]]*)\](?::(.*))?$/.exec(text)
  if (bracket !== null) return { addresses: bracket[1] ?? '', ports: bracket[2] }
  return text.startsWith(':') && !text.startsWith('::')
    ? { addresses: '', ports: text.slice(1) }
    : { addresses: text, ports: undefined }
}

function bare(text: string, family: Family): Address | undefined {
  const address = tryParseAddress(text)
  return address !== undefined && familyOf(address) === family ? address : undefined
}

/** The range for one packet: with a base, the one port that its own is shifted to (nf_nat_core.c). */
export function shiftedRange(range: WrittenRange, port: number): NatRange {
  const { portBase, portMin, portMax } = range
  if (portBase === undefined || portMin === undefined || portMax === undefined) return range
  const offset = (port - portBase) & 0xffff
  const shifted = portMin + (offset % (portMax - portMin + 1))
  return { ...range, portMin: shifted, portMax: shifted }
}
