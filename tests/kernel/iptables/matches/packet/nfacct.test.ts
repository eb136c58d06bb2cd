import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m nfacct', () => {
  it.each([
    [
      '-m nfacct --nfacct-name ct_state_invalid_dropped_pkts',
      '-m nfacct --nfacct-name ct_state_invalid_dropped_pkts',
    ],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    { name: 'matches everything', options: '-m nfacct --nfacct-name x', words: {}, want: true },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
