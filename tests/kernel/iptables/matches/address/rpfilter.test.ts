import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m rpfilter', () => {
  it.each([['-m rpfilter --invert --validmark', '-m rpfilter --validmark --invert']])(
    '%s prints as %s',
    (given, printed) => {
      expect(normalForm(given)).toBe(printed)
    },
  )

  it.each([
    {
      name: 'matches what comes from lo',
      options: '-m rpfilter',
      words: { inputInterface: 'lo' },
      want: true,
    },
    {
      name: 'does not match that with --invert',
      options: '-m rpfilter --invert',
      words: { inputInterface: 'lo' },
      want: false,
    },
    {
      name: 'is not known of the rest, so taken not to match',
      options: '-m rpfilter --invert',
      words: {},
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
