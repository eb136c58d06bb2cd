import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m comment', () => {
  it.each([
    ['-m comment --comment plain', '-m comment --comment plain'],
    [
      '-m comment --comment "it\'s a \\"q\\" \\\\ x"',
      '-m comment --comment "it\\\'s a \\"q\\" \\\\ x"',
    ],
    ['-m comment --comment ""', '-m comment --comment ""'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    { name: 'matches everything', options: '-m comment --comment x', words: {}, want: true },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })

  it('refuses a comment that the kernel would cut', () => {
    expect(normalForm(`-m comment --comment ${'x'.repeat(256)}`)).toContain(
      'at most 255 characters',
    )
  })
})
