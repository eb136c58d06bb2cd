import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m state', () => {
  it.each([
    ['-m state --state RELATED,NEW', '-m state --state NEW,RELATED'],
    ['-m state ! --state NEW', '-m state ! --state NEW'],
    [
      '-m state --state DNAT',
      'refused: found DNAT at --state, expected states among INVALID, NEW, RELATED, ESTABLISHED, UNTRACKED',
    ],
  ])('%s prints as %s', (given, printed) => expect(normalForm(given)).toBe(printed))

  it.each([
    { options: '-m state --state NEW', want: true },
    { options: '-m state ! --state NEW', want: false },
    { options: '-m state --state RELATED,ESTABLISHED', want: false },
  ])('$options of a first packet: $want', ({ options, want }) => {
    expect(matches(options)).toBe(want)
  })
})
