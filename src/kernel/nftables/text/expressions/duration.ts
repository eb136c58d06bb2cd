import { parseDuration } from '../../model/duration.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

/** `1d2h3m4s5ms`, or a bare number of seconds. */
export function readDurationMs(cursor: Cursor): number {
  const { kind, word } = cursor
  const durationMs = parseDuration(word)
  if ((kind !== tokenKind.number && kind !== tokenKind.value) || Number.isNaN(durationMs))
    throw cursor.unexpected('string')
  cursor.next()
  return durationMs
}
