import { entryOf } from '../../base/entry-of.ts'
import { type Address, type Family, formatAddress, tryParseAddress } from '../../packet/address.ts'
import type { SetOptions } from './ip-set.ts'
import { readSetNumber } from './set-number.ts'
import { readBitmapRange } from './set-range.ts'
import { optionsOfType, type SetType } from './set-type.ts'

type Fail = (found: string, expected: string) => never

/** Options with a value, in the order that `ipset save` prints them; then those that stand alone. */
const valued = ['range', 'markmask', 'hashsize', 'maxelem', 'netmask', 'bitmask', 'size', 'timeout']
const flags = ['counters', 'comment', 'skbinfo', 'forceadd']
const lastValued = ['bucketsize', 'initval']

/** What the numbers may be at most (ipset_parse_uint32 and others, lib/parse.c). */
const mostOf: Readonly<Record<string, number>> = {
  hashsize: 0xffffffff,
  maxelem: 0xffffffff,
  bucketsize: 255,
  initval: 0xffffffff,
  markmask: 0xffffffff,
  size: 0xffffffff,
  timeout: 2_147_483,
}
const familyNames: Readonly<Record<string, Family>> = {
  inet: 'IPv4',
  ipv4: 'IPv4',
  '-4': 'IPv4',
  inet6: 'IPv6',
  ipv6: 'IPv6',
  '-6': 'IPv6',
}
/** IPSET_MIMINAL_HASHSIZE and AHASH_MAX_SIZE (net/netfilter/ipset/ip_set_hash_gen.h). */
const hashSizeMin = 64
const bucketSizeMax = 12

/**
 * Reads what follows `create NAME TYPE`. `verbatim`: what the kernel would add or change is printed as given.
 * @throws through `fail`
 */
export function readSetOptions(
  type: SetType,
  words: readonly string[],
  verbatim: boolean,
  fail: Fail,
): SetOptions {
  const given = readPairs(type, words, fail)
  const family = familyOfSet(type, given.get('family'), fail)
  const numbers = readNumbers(given, fail)
  const netmask = readNetmask(given.get('netmask'), family ?? 'IPv4', fail)
  const range =
    type.method === 'bitmap' ? readBitmapRange(type, given.get('range'), netmask, fail) : undefined
  if (range !== undefined) given.set('range', printRange(type, range))
  if (!verbatim) normalise(type, given, numbers)
  return {
    family,
    texts: printTexts(type, family, given),
    timeoutSeconds: numbers.get('timeout'),
    counters: given.has('counters'),
    comments: given.has('comment'),
    elementCountMax:
      type.method === 'hash' ? (numbers.get('maxelem') ?? 65_536) : Number.MAX_SAFE_INTEGER,
    netmask,
    range,
  }
}

function readPairs(type: SetType, words: readonly string[], fail: Fail): Map<string, string> {
  const given = new Map<string, string>()
  const known = optionsOfType(type)
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const isFamily = entryOf(familyNames, word) !== undefined
    const name = isFamily ? 'family' : word
    if (!known.includes(name)) fail(`the option "${word}"`, known.join(', '))
    if (given.has(name) && !flags.includes(name)) fail(`a second ${name}`, `${name} at most once`)
    if (isFamily) given.set(name, word)
    else if (flags.includes(word)) given.set(word, '')
    else {
      at += 1
      given.set(word, words[at] ?? fail(`${word} at the end of the line`, `a value after ${word}`))
    }
  }
  return given
}

function familyOfSet(type: SetType, text: string | undefined, fail: Fail): Family | undefined {
  const family = text === undefined ? 'IPv4' : entryOf(familyNames, text)
  if (family === undefined) return fail(`family ${text}`, 'inet or inet6')
  return type.dimensions.some((dimension) => dimension === 'ip' || dimension === 'net')
    ? family
    : undefined
}

function readNumbers(given: ReadonlyMap<string, string>, fail: Fail): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const [name, most] of Object.entries(mostOf)) {
    const text = given.get(name)
    if (text === undefined) continue
    const number = readSetNumber(text, most)
    numbers.set(name, number ?? fail(`${name} ${text}`, `a number after ${name}, 0 to ${most}`))
  }
  return numbers
}

/** `netmask 24`, or `netmask 255.255.255.0`: its length. */
function readNetmask(text: string | undefined, family: Family, fail: Fail): number | undefined {
  if (text === undefined) return undefined
  const most = family === 'IPv4' ? 32 : 128
  const dotted = family === 'IPv4' ? tryParseAddress(text) : undefined
  const length = typeof dotted === 'number' ? lengthOfMask(dotted) : readSetNumber(text, most)
  return length !== undefined && length > 0
    ? length
    : fail(`netmask ${text}`, `a length of 1 to ${most}`)
}

function lengthOfMask(mask: number): number | undefined {
  const length = Math.clz32(~mask)
  return mask === (length === 0 ? 0 : (-1 << (32 - length)) >>> 0) ? length : undefined
}

function printRange(type: SetType, [low, high]: readonly [number, number]): string {
  if (type.name === 'bitmap:port') return `${low}-${high}`
  return `${formatAddress(low as Address)}-${formatAddress(high as Address)}`
}

/** What the kernel makes of it (mtype_create, ip_set_hash_gen.h). `forceadd` counts, and is not told. */
function normalise(
  type: SetType,
  given: Map<string, string>,
  numbers: ReadonlyMap<string, number>,
): void {
  given.delete('forceadd')
  if (type.method === 'list' && !given.has('size')) given.set('size', '8')
  const mark = numbers.get('markmask')
  if (type.dimensions.includes('mark')) given.set('markmask', hexadecimal(mark ?? 0xffffffff))
  const initial = numbers.get('initval')
  if (initial !== undefined) given.set('initval', hexadecimal(initial))
  for (const name of ['timeout', 'maxelem', 'size']) {
    const number = numbers.get(name)
    if (number !== undefined) given.set(name, String(number))
  }
  if (type.method !== 'hash') return
  if (!given.has('maxelem')) given.set('maxelem', '65536')
  const places = Math.max(hashSizeMin, numbers.get('hashsize') ?? 1024)
  given.set('hashsize', String(2 ** Math.ceil(Math.log2(places))))
  const bucket = Math.min(bucketSizeMax, Math.max(2, numbers.get('bucketsize') ?? bucketSizeMax))
  given.set('bucketsize', String(bucket + (bucket % 2)))
}

function hexadecimal(number: number): string {
  return `0x${number.toString(16).padStart(8, '0')}`
}

function printTexts(
  type: SetType,
  family: Family | undefined,
  given: ReadonlyMap<string, string>,
): string[] {
  const texts: string[] = []
  const pair = (name: string) => {
    if (given.has(name)) texts.push(`${name} ${given.get(name)}`)
  }
  if (type.method === 'hash' && family !== undefined)
    texts.push(`family ${family === 'IPv4' ? 'inet' : 'inet6'}`)
  for (const name of valued) pair(name)
  for (const name of flags) if (given.has(name)) texts.push(name)
  for (const name of lastValued) pair(name)
  return texts
}
