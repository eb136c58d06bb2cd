import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatHour,
  parseDate,
  parseHour,
} from '../../../../src/kernel/nftables/model/time-of-day.ts'

describe('times in rules', () => {
  it.each([
    ['2024-01-01', '2024-01-01 00:00:00'],
    ['2023-05-05 10:00', '2023-05-05 10:00:00'],
    ['12341234', '1970-05-23 20:07:14'],
  ])('%s is listed as %s', (text, listed) => {
    expect(formatDate(parseDate(text) ?? Number.NaN)).toBe(listed)
  })

  it.each([
    ['17:00', '17:00'],
    ['17:00:00', '17:00'],
    ['9:05:07', '09:05:07'],
  ])('%s o’clock is listed as %s', (text, listed) => {
    expect(formatHour(parseHour(text) ?? Number.NaN)).toBe(listed)
  })

  it.each(['24:00', 'noon', '12:60'])('%s is no time of day', (text) => {
    expect(parseHour(text)).toBeUndefined()
  })

  it('knows no date in other words', () => {
    expect(parseDate('yesterday')).toBeUndefined()
  })
})
