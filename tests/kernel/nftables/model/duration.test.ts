import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  durationUnits,
  formatDuration,
  parseDuration,
} from '../../../../src/kernel/nftables/model/duration.ts'

describe('durations', () => {
  it.each([
    ['0s', 0],
    ['5s', 5_000],
    ['3h', 10_800_000],
    ['1m30s', 90_000],
    ['1d2h3m4s5ms', 93_784_005],
  ])('%s is %s ms, both ways', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
    expect(formatDuration(ms)).toBe(text)
  })

  it.each([
    ['a bare number counts seconds', '90', 90_000],
    ['units out of order are nothing', '3s1m', Number.NaN],
    ['an empty text is nothing', '', Number.NaN],
    ['an unknown unit is nothing', '3w', Number.NaN],
  ])('%s', (_name, text, want) => {
    expect(parseDuration(text)).toBe(want)
  })

  it('past are written as 0s', () => {
    expect(formatDuration(-5)).toBe('0s')
  })

  it('are read as they were written', () => {
    fc.assert(fc.property(fc.nat(), (ms) => parseDuration(formatDuration(ms)) === ms))
  })

  it('have their largest unit first', () => {
    const sizes = durationUnits.map(([, size]) => size)
    expect(sizes).toEqual(sizes.toSorted((left, right) => right - left))
  })
})
