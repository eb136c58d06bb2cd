import { describe, expect, it } from 'vitest'
import {
  isCommentOrNothing,
  resolvePlainScalar,
  resolveQuotedScalar,
  withoutComment,
} from '../../../../src/kubernetes/reading/yaml/plain-scalar.ts'

describe('plain scalars', () => {
  it.each(['-c', '--flag=x', '/bin/sh', 'a#b', '$(X)', 'http://x', 'a:b'])(
    '%s is a text',
    (text) => {
      expect(resolvePlainScalar(text)).toEqual({ value: text })
    },
  )

  it.each([
    '*a',
    '&a',
    '!t x',
    '|',
    '>',
    '%',
    '@',
    '{a',
    '[a',
    '- a',
    '-',
    'a: b',
    'a:',
    '? a',
    '.nan',
  ])('%s is for the full reader', (text) => {
    expect(resolvePlainScalar(text)).toBeUndefined()
  })

  it.each([
    { text: '"a\\n\\"b" # c', value: 'a\n"b' },
    { text: "'it''s'", value: "it's" },
    { text: '"a', value: undefined },
    { text: '"\\x41"', value: undefined },
    { text: '"a" b', value: undefined },
  ])('$text in quotes', ({ text, value }) => {
    expect(resolveQuotedScalar(text)?.value).toBe(value)
  })

  it('knows comments', () => {
    expect(withoutComment('a#b  # c')).toBe('a#b')
    expect(['', '  ', ' # x', '#x', ' x'].map(isCommentOrNothing)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
