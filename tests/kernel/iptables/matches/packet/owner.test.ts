import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m owner', () => {
  it.each([
    ['-m owner ! --uid-owner 1000-2000', '-m owner ! --uid-owner 1000-2000'],
    ['-m owner --gid-owner root', '-m owner --gid-owner 0'],
    ['-m owner --socket-exists', '-m owner --socket-exists'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: "matches the sender's user",
      options: '-m owner --uid-owner 0',
      words: { local: true, userId: 0 },
      want: true,
    },
    {
      name: 'does not match another user',
      options: '-m owner ! --uid-owner 0',
      words: { local: true, userId: 0 },
      want: false,
    },
    {
      name: 'does not match packets that pass through',
      options: '-m owner --uid-owner 0',
      words: {},
      want: false,
    },
    {
      name: 'matches packets that pass through if negated',
      options: '-m owner ! --uid-owner 0',
      words: {},
      want: true,
    },
    {
      name: 'is not known where the user is not',
      options: '-m owner --uid-owner 0',
      words: { local: true },
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
