import type { InstantMs } from '../../base/clock.ts'
import type { Element, IpSet } from './ip-set.ts'
import { readSetNumber } from './set-number.ts'

/** UINT_MAX / 2 in ms, as whole seconds (IPSET_MAX_TIMEOUT). */
const timeoutSecondsMax = 2_147_483
/** Those with a value. */
const names = ['timeout', 'comment', 'packets', 'bytes', 'skbmark', 'skbprio', 'skbqueue']

type Fail = (found: string, expected: string) => never

type Extensions = Omit<Element, 'parts' | 'text'>

/**
 * What follows the element: `timeout 60 comment "x"`.
 * @throws through `fail`
 */
export function readExtensions(
  set: IpSet,
  words: readonly string[],
  nowMs: InstantMs,
  fail: Fail,
): Extensions {
  let timeout = set.options.timeoutSeconds
  let comment: string | undefined
  let noMatch = false
  let packets = 0
  let bytes = 0
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === 'nomatch' && set.type.dimensions.includes('net')) noMatch = true
    else {
      if (!names.includes(word)) fail(`"${word}"`, `nomatch, ${names.join(', ')}`)
      at += 1
      const value = words[at] ?? fail(`${word} at the end of the line`, `a value after ${word}`)
      if (word === 'timeout') timeout = readTimeout(set, value, fail)
      else if (word === 'comment') comment = readComment(set, value, fail)
      else if (word === 'packets') packets = readCount(set, value, fail)
      else if (word === 'bytes') bytes = readCount(set, value, fail)
      else rest.push(readSkbInfo(set, word, value, fail))
    }
  }
  const expiresAtMs = timeout === undefined || timeout === 0 ? undefined : nowMs + timeout * 1_000
  return { expiresAtMs, comment, noMatch, packets, bytes, rest: rest.join(' ') }
}

function readTimeout(set: IpSet, text: string, fail: Fail): number {
  if (set.options.timeoutSeconds === undefined)
    fail(`a timeout for ${set.name}`, 'a set that was created with timeout')
  return (
    readSetNumber(text, timeoutSecondsMax) ??
    fail(`the timeout "${text}"`, `seconds, 0 to ${timeoutSecondsMax}`)
  )
}

function readSkbInfo(set: IpSet, word: string, value: string, fail: Fail): string {
  if (!set.options.texts.includes('skbinfo'))
    fail(`${word} for ${set.name}`, 'a set created with skbinfo')
  return `${word} ${value}`
}

function readComment(set: IpSet, text: string, fail: Fail): string {
  if (!set.options.comments) fail(`a comment for ${set.name}`, 'a set created with comment')
  if (text.length > 255) fail(`a comment of ${text.length} characters`, 'at most 255')
  return text
}

function readCount(set: IpSet, text: string, fail: Fail): number {
  if (!set.options.counters) fail(`counters for ${set.name}`, 'a set created with counters')
  return readSetNumber(text, Number.POSITIVE_INFINITY) ?? fail(`"${text}"`, 'a count')
}
