import { describe, expect, it } from 'vitest'
import {
  duration,
  name,
  oneOrMore,
  portOrRange,
  rate,
} from '../../../../src/simulation/scenario/format/quantities.ts'

describe('quantities of a scenario', () => {
  it.each([
    { text: '250ms', wantMs: 250 },
    { text: '1m30s', wantMs: 90_000 },
    { text: '1.5s', wantMs: 1_500 },
    { text: '0', wantMs: 0 },
  ])('reads the duration $text', ({ text, wantMs }) => expect(duration.parse(text)).toBe(wantMs))

  it.each(['', '5', '5 s', '-1s', '1d', '721h', 5])('refuses %j as a duration', (text) =>
    expect(duration.safeParse(text).success).toBe(false),
  )

  it.each([
    { text: '50/s', want: 50 },
    { text: '6/m', want: 0.1 },
    { text: '.5/s', want: 0.5 },
  ])('reads the rate $text', ({ text, want }) => expect(rate.parse(text)).toBe(want))

  it.each(['50', '0/s', '50/d', '-1/s', 50])('refuses %j as a rate', (text) =>
    expect(rate.safeParse(text).success).toBe(false),
  )

  it.each([
    { given: 80, want: { first: 80, last: 80 } },
    { given: '2000-2010', want: { first: 2000, last: 2010 } },
  ])('reads the ports $given', ({ given, want }) => expect(portOrRange.parse(given)).toEqual(want))

  it.each([0, 65_536, 1.5, '0-70000', '80', null])(
    'says what it expects instead of the port %j',
    (given) =>
      expect(portOrRange.safeParse(given).error?.issues.map(({ message }) => message)).toEqual([
        'expected a port (1 to 65535) or a range such as 2000-2010',
      ]),
  )

  it('takes one or a list', () => {
    expect(oneOrMore(name, 'expected names').parse('web')).toEqual(['web'])
    expect(oneOrMore(name, 'expected names').parse(['web', 'db'])).toEqual(['web', 'db'])
    expect(oneOrMore(name, 'expected names').safeParse([]).success).toBe(false)
    expect(name.safeParse('Web').success).toBe(false)
  })
})
