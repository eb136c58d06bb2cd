import { describe, expect, it } from 'vitest'
import { readDurationMs } from '../../../../../src/kernel/nftables/text/expressions/duration.ts'
import { Cursor } from '../../../../../src/kernel/nftables/text/words/cursor.ts'
import { Source } from '../../../../../src/kernel/nftables/text/words/source.ts'

const durationOf = (text: string) => readDurationMs(new Cursor(new Source('f', text)))

describe('a duration', () => {
  it.each([
    ['30', 30_000],
    ['3h', 10_800_000],
    ['1d2h3m4s5ms', 93_784_005],
  ])('reads %s as %i ms', (text, durationMs) => {
    expect(durationOf(text)).toBe(durationMs)
  })

  it.each(['soon', '{', '"3h"', ''])('refuses %j', (text) => {
    expect(() => durationOf(text)).toThrow(/^syntax error, unexpected .*, expecting string$/)
  })
})
