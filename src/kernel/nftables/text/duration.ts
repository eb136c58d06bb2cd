import { durationUnits } from '../model/duration.ts'
import type { Cursor } from './cursor.ts'
import { tokenKind } from './lexer.ts'

/** `1d2h3m4s5ms`, or a bare number of seconds. */
export function readDurationMs(cursor: Cursor): number {
  const { kind, word } = cursor
  if (kind === tokenKind.number) {
    cursor.next()
    return Number(word) * 1_000
  }
  const found = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(word)
  if (kind !== tokenKind.value || found === null) throw cursor.unexpected('string')
  cursor.next()
  let total = 0
  for (const [index, [, size]] of durationUnits.entries())
    total += Number(found[index + 1] ?? 0) * size
  return total
}
