import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m pkttype', () => {
  it.each([['-m pkttype ! --pkt-type mcast', '-m pkttype ! --pkt-type multicast']])(
    '%s prints as %s',
    (given, printed) => {
      expect(normalForm(given)).toBe(printed)
    },
  )

  it.each([
    {
      name: 'tells multicast by the destination',
      options: '-m pkttype --pkt-type multicast',
      words: { destination: '224.0.0.1' },
      want: true,
    },
    {
      name: 'takes the rest for unicast',
      options: '-m pkttype --pkt-type unicast',
      words: {},
      want: true,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
