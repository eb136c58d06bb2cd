import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGoDuration, parseGoDuration } from '../../src/proxy/go-duration.ts'

describe('durations of Go', () => {
  it.each([
    { text: '0', milliseconds: 0, canonical: '0s' },
    { text: '30s', milliseconds: 30_000, canonical: '30s' },
    { text: '1h30m', milliseconds: 5_400_000, canonical: '1h30m0s' },
    { text: '-1.5s', milliseconds: -1_500, canonical: '-1.5s' },
    { text: '500ms', milliseconds: 500, canonical: '500ms' },
    { text: '250us', milliseconds: 0.25, canonical: '250µs' },
  ])('$text', ({ text, milliseconds, canonical }) => {
    expect(parseGoDuration(text)).toBe(milliseconds)
    expect(formatGoDuration(milliseconds)).toBe(canonical)
  })

  it.each(['', '5', 's', '1 s', '1d', 'abc', '1s2'])('%s is none', (text) => {
    expect(parseGoDuration(text)).toBeUndefined()
  })

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (milliseconds) => {
        expect(parseGoDuration(formatGoDuration(milliseconds))).toBeCloseTo(milliseconds, 6)
      }),
    )
  })
})
