import { describe, expect, it } from 'vitest'
import { matches, normalForm } from '../../packets.ts'

describe('-m sctp', () => {
  it.each([
    [
      '-p sctp --dport 80 --chunk-types any INIT,DATA:Be',
      '-p sctp -m sctp --dport 80 --chunk-types any DATA:Be,INIT',
    ],
    ['-p sctp ! --chunk-types all ABORT', '-p sctp -m sctp ! --chunk-types all ABORT'],
    ['-p sctp -m sctp', '-p sctp -m sctp'],
  ])('%s prints as %s', (given, printed) => {
    expect(normalForm(given)).toBe(printed)
  })

  it.each([
    {
      name: 'matches its port',
      options: '-p sctp -m sctp --dport 80',
      words: { protocol: 'sctp' as const },
      want: true,
    },
    {
      name: 'does not match another port',
      options: '-p sctp -m sctp --dport 81',
      words: { protocol: 'sctp' as const },
      want: false,
    },
    {
      name: 'matches the first chunk',
      options: '-p sctp --chunk-types any INIT,ABORT',
      words: { protocol: 'sctp' as const },
      want: true,
    },
    {
      name: 'does not match other chunks',
      options: '-p sctp --chunk-types any DATA',
      words: { protocol: 'sctp' as const },
      want: false,
    },
  ])('$name', ({ options, words, want }) => {
    expect(matches(options, words)).toBe(want)
  })
})
