import { networkOf, tryParseAddress, tryParsePrefix } from '../../packet/address.ts'
import { readSetPort } from './set-port.ts'
import type { SetType } from './set-type.ts'

type Fail = (found: string, expected: string) => never

/** IPSET_BITMAP_MAX_RANGE: elements that a bitmap can hold. */
const bitmapElementsMax = 65_536

/** `10.0.0.0/24`, `10.0.0.1-10.0.0.9`, `1000-2000`: first and last. @throws through `fail` */
export function readBitmapRange(
  type: SetType,
  text: string | undefined,
  netmask: number | undefined,
  fail: Fail,
): [number, number] {
  if (text === undefined) return fail(`${type.name} without a range`, 'range FIRST-LAST')
  const range = type.name === 'bitmap:port' ? portRange(text) : addressRange(text)
  if (range === undefined) return fail(`range ${text}`, 'FIRST-LAST')
  const [low, high] = range[0] <= range[1] ? range : [range[1], range[0]]
  const step = netmask === undefined ? 1 : 2 ** (32 - netmask)
  // Of networks there must be two at least (bitmap_ip_create).
  if (netmask !== undefined && (high - low + 1) / step < 2)
    fail(`range ${text} with netmask ${netmask}`, 'a range of several networks')
  if ((high - low + 1) / step > bitmapElementsMax)
    fail(`range ${text}`, `at most ${bitmapElementsMax} elements`)
  return [low, high]
}

function portRange(text: string): [number, number] | undefined {
  const [first = '', last = first, more] = text.replace(/^(tcp|udp):/, '').split('-')
  const [low, high] = [readSetPort(first), readSetPort(last)]
  return low === undefined || high === undefined || more !== undefined ? undefined : [low, high]
}

function addressRange(text: string): [number, number] | undefined {
  if (text.includes('/')) {
    const prefix = tryParsePrefix(text)
    if (prefix === undefined || typeof prefix.address !== 'number') return undefined
    const low = Number(networkOf(prefix.address, prefix.length))
    return [low, low + 2 ** (32 - prefix.length) - 1]
  }
  const [first = '', last = first] = text.split('-')
  const [low, high] = [tryParseAddress(first), tryParseAddress(last)]
  return typeof low === 'number' && typeof high === 'number' ? [low, high] : undefined
}
