import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m physdev', () => {
  it.each([
    ['-m physdev ! --physdev-is-in', '-m physdev ! --physdev-is-in'],
    [
      '-m physdev --physdev-is-bridged --physdev-in veth+',
      '-m physdev --physdev-in veth+ --physdev-is-bridged',
    ],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'does not match packets that cross no bridge',
      options: '-m physdev --physdev-in eth0',
      words: {},
      want: false,
    },
    {
      name: 'matches them if negated',
      options: '-m physdev ! --physdev-is-in',
      words: {},
      want: true,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
