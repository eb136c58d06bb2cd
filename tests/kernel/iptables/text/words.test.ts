import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import { quoteText } from '../../../../src/kernel/iptables/text/quoting.ts'
import { Words } from '../../../../src/kernel/iptables/text/words.ts'

function split(text: string): string[] {
  const words = new Words(
    (message, line, column) => new UserError('E_IPTABLES', `${line}:${column}: ${message}`),
  )
  words.split(text, 0, text.length, 7)
  return words.values.slice(0, words.count)
}

describe('the words of a line', () => {
  it.each([
    ['-A X  -j\tY ', ['-A', 'X', '-j', 'Y']],
    ['--comment "two words" -j Y', ['--comment', 'two words', '-j', 'Y']],
    ['"a \\"b\\" \\\\"', ['a "b" \\']],
    ['pre"fix ed"', ['prefix ed']],
    ['""', ['']],
    ['', []],
  ])('%s are %j', (text, words) => expect(split(text)).toEqual(words))

  it('come back from their quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 50 })), (texts) => {
        const clean = texts.map((text) => text.replace(/[\n\t]/g, ' '))
        expect(split(clean.map(quoteText).join(' '))).toEqual(clean)
      }),
    )
  })

  it.each([
    ['-A "open', '7:4: found a quote that is not closed'],
    [`-A ${'x'.repeat(1_025)}`, '7:4: found a word longer than 1024 characters'],
    ['x '.repeat(256), '7:511: found more than 255 words'],
  ])('%s is refused', (text, message) => expect(() => split(text)).toThrow(message))
})
