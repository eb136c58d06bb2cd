import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m length', () => {
  it.each([
    ['-m length --length 100:200', '-m length --length 100:200'],
    ['-m length ! --length 100', '-m length ! --length 100'],
    ['-m length --length :100', '-m length --length 0:100'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches the length of the packet',
      options: '-m length --length 60',
      words: {},
      want: true,
    },
    { name: 'does not match another', options: '-m length --length 61:', words: {}, want: false },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
