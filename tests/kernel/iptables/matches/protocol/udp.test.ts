import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m udp', () => {
  it.each([
    ['-p udp --sport 53 --dport 1024:', '-p udp -m udp --sport 53 --dport 1024:65535'],
    ['-p udp -m udp', '-p udp -m udp'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches its port',
      options: '-p udp -m udp --dport 53',
      words: { protocol: 'udp' as const, destinationPort: 53 },
      want: true,
    },
    {
      name: 'does not match another port',
      options: '-p udp -m udp --dport 53',
      words: { protocol: 'udp' as const },
      want: false,
    },
    { name: 'does not match TCP', options: '-p udp -m udp', words: {}, want: false },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
