import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m iprange', () => {
  it.each([
    [
      '-m iprange --src-range 10.0.0.1-10.0.0.9 ! --dst-range 10.0.0.1',
      '-m iprange --src-range 10.0.0.1-10.0.0.9 ! --dst-range 10.0.0.1-10.0.0.1',
    ],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches between the ends',
      options: '-m iprange --dst-range 10.96.0.1-10.96.0.10',
      words: {},
      want: true,
    },
    {
      name: 'does not match outside',
      options: '-m iprange --dst-range 10.96.0.1-10.96.0.9',
      words: {},
      want: false,
    },
    {
      name: 'matches outside if negated',
      options: '-m iprange ! --src-range 10.0.0.0-10.255.255.255',
      words: {},
      want: true,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
