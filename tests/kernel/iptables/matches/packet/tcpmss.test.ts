import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m tcpmss', () => {
  it.each([
    ['-p tcp -m tcpmss --mss 500:1000', '-p tcp -m tcpmss --mss 500:1000'],
    ['-p tcp -m tcpmss ! --mss 500', '-p tcp -m tcpmss ! --mss 500'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'does not match segments that carry no MSS',
      options: '-p tcp -m tcpmss --mss 500',
      words: { packet: { tcpFlags: 0x10 } },
      want: false,
    },
    {
      name: 'is not known of a SYN',
      options: '-p tcp -m tcpmss --mss 500',
      words: {},
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
