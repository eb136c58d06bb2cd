import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m mac', () => {
  it.each([['-m mac ! --mac-source 0:1:2:33:44:AA', '-m mac ! --mac-source 00:01:02:33:44:aa']])(
    '%s prints as %s',
    (given, printed) => {
      expect(normalForm(given)).toBe(printed)
    },
  )

  it.each([
    {
      name: 'is not known, so taken not to match',
      options: '-m mac --mac-source 00:11:22:33:44:55',
      words: {},
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
