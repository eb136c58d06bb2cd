import { describe, expect, it } from 'vitest'
import { readExtensions } from '../../../src/kernel/ipset/element-extensions.ts'
import { setsOf } from './questions.ts'

function read(options: string, ...words: string[]) {
  const set = setsOf(`create x hash:net ${options}`).get('x')
  if (set === undefined) throw new Error('no set')
  return readExtensions(set, words, 1000, (found, expected) => {
    throw new Error(`found ${found}, expected ${expected}`)
  })
}

describe('what follows an element', () => {
  it.each([
    { options: '', words: [], want: { expiresAtMs: undefined, noMatch: false } },
    { options: 'timeout 5', words: [], want: { expiresAtMs: 6000 } },
    { options: 'timeout 5', words: ['timeout', '0x10'], want: { expiresAtMs: 17_000 } },
    { options: 'timeout 5', words: ['timeout', '0'], want: { expiresAtMs: undefined } },
    { options: 'counters', words: ['packets', '5', 'bytes', '7'], want: { packets: 5, bytes: 7 } },
    { options: 'comment', words: ['comment', 'a b'], want: { comment: 'a b' } },
    { options: 'skbinfo', words: ['skbprio', '1:10'], want: { rest: 'skbprio 1:10' } },
    { options: '', words: ['nomatch'], want: { noMatch: true } },
  ])('$options $words', ({ options, words, want }) =>
    expect(read(options, ...words)).toMatchObject(want),
  )

  it.each([
    { options: '', words: ['timeout', '5'], why: 'a set that was created with timeout' },
    { options: 'timeout 5', words: ['timeout', '2147484'], why: 'seconds, 0 to 2147483' },
    { options: 'counters', words: ['packets', '-1'], why: 'a count' },
    { options: 'comment', words: ['comment'], why: 'a value after comment' },
    { options: 'comment', words: ['comment', 'x'.repeat(256)], why: 'at most 255' },
    { options: '', words: ['skbmark', '0x1'], why: 'a set created with skbinfo' },
    { options: '', words: ['magic', '5'], why: 'found "magic"' },
  ])('$options $words is refused: $why', ({ options, words, why }) =>
    expect(() => read(options, ...words)).toThrow(why),
  )
})
