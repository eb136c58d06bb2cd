import { type Family, tryParseAddress } from '../../packet/address.ts'
import type { SetOptions } from './ip-set.ts'
import type { SetType } from './set-type.ts'

type Fail = (found: string, expected: string) => never

/** Options with a value, in the order that `ipset save` prints them; then those that stand alone. */
const valued = ['range', 'hashsize', 'maxelem', 'markmask', 'netmask', 'bitmask', 'size', 'timeout']
const flags = ['counters', 'comment', 'skbinfo', 'forceadd']
const lastValued = ['bucketsize', 'initval']

/**
 * Reads what follows `create NAME TYPE`. `verbatim`: what the kernel would add is not printed.
 * @throws through `fail`
 */
export function readSetOptions(
  type: SetType,
  words: readonly string[],
  verbatim: boolean,
  fail: Fail,
): SetOptions {
  const given = readPairs(words, fail)
  const family = familyOfSet(type, given.get('family'), fail)
  if (type.method === 'hash' && !verbatim) {
    if (!given.has('hashsize')) given.set('hashsize', '1024')
    if (!given.has('maxelem')) given.set('maxelem', '65536')
    if (!given.has('bucketsize')) given.set('bucketsize', '12')
  }
  if (type.method === 'list' && !given.has('size')) given.set('size', '8')
  const range = type.method === 'bitmap' ? readRange(type, given, fail) : undefined
  const number = (name: string, fallback: number) => {
    const text = given.get(name)
    if (text === undefined) return fallback
    return /^\d{1,10}$/.test(text)
      ? Number(text)
      : fail(`${name} ${text}`, `a number after ${name}`)
  }
  return {
    family,
    texts: printTexts(type, family, given),
    timeoutSeconds: given.has('timeout') ? number('timeout', 0) : undefined,
    counters: given.has('counters'),
    comments: given.has('comment'),
    elementCountMax: type.method === 'hash' ? number('maxelem', 65_536) : Number.MAX_SAFE_INTEGER,
    netmask: given.has('netmask') ? number('netmask', 32) : undefined,
    range,
  }
}

function readPairs(words: readonly string[], fail: Fail): Map<string, string> {
  const given = new Map<string, string>()
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (flags.includes(word)) given.set(word, '')
    else if (word === 'family' || valued.includes(word) || lastValued.includes(word)) {
      at += 1
      given.set(word, words[at] ?? fail(`${word} at the end of the line`, `a value after ${word}`))
    } else if (word === 'inet' || word === 'inet6') given.set('family', word)
    else fail(`the option "${word}"`, ['family', ...valued, ...flags, ...lastValued].join(', '))
  }
  return given
}

function familyOfSet(type: SetType, text: string | undefined, fail: Fail): Family | undefined {
  if (
    text !== undefined &&
    text !== 'inet' &&
    text !== 'inet6' &&
    text !== 'ipv4' &&
    text !== 'ipv6'
  )
    fail(`family ${text}`, 'inet or inet6')
  if (type.name === 'bitmap:port' || type.method === 'list' || type.name === 'hash:mac')
    return undefined
  return text === 'inet6' || text === 'ipv6' ? 'IPv6' : 'IPv4'
}

function readRange(type: SetType, given: Map<string, string>, fail: Fail): [number, number] {
  const text = given.get('range') ?? fail(`${type.name} without a range`, 'range FIRST-LAST')
  const port = type.name === 'bitmap:port'
  const value = (word: string) =>
    port ? Number(word || Number.NaN) : Number(tryParseAddress(word))
  const slash = /^(.+)\/(\d{1,2})$/.exec(text)
  const [first = '', last = first] = slash === null ? text.split('-') : [slash[1]]
  const low = value(first)
  const high = slash === null ? value(last) : low + 2 ** (32 - Number(slash[2])) - 1
  if (!(low <= high) || (port && high > 65_535)) fail(`range ${text}`, 'FIRST-LAST')
  if (!port && slash !== null) {
    const dotted = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.')
    given.set('range', `${dotted(low)}-${dotted(high)}`)
  }
  return [low, high]
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
