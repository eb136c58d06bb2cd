import { describe, expect, it } from 'vitest'
import { createContext, matches, normalForm } from '../../packets.ts'

describe('-m mark and -m connmark', () => {
  it.each([
    ['-m mark --mark 0x00004000/0x00004000', '-m mark --mark 0x4000/0x4000'],
    ['-m mark ! --mark 16', '-m mark ! --mark 0x10'],
    ['-m connmark --mark 5', '-m connmark --mark 0x5'],
    [
      '-m mark --mark 0x1ffffffff',
      'refused: found 0x1ffffffff at --mark, expected a mark of 32 bits, with a mask or without',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    {
      name: 'looks at the bits of the mask',
      options: '-m mark --mark 0x4000/0x4000',
      mark: 0xc000,
      want: true,
    },
    {
      name: 'looks at all bits without a mask',
      options: '-m mark --mark 0x4000',
      mark: 0xc000,
      want: false,
    },
    {
      name: 'matches other marks if negated',
      options: '-m mark ! --mark 0x4000/0x4000',
      mark: 0,
      want: true,
    },
    {
      name: 'knows all 32 bits',
      options: '-m mark --mark 0x80000000/0x80000000',
      mark: 0x80000000,
      want: true,
    },
  ])('$name', ({ options, mark, want }) => expect(matches(options, { mark })).toBe(want))

  it('reads the mark of the connection, and matches nothing without one', () => {
    const context = createContext({ connectionMark: 5 })
    expect(matches('-m connmark --mark 5', {}, context)).toBe(true)
    expect(matches('-m connmark ! --mark 6', { connection: -1 }, context)).toBe(false)
  })
})
