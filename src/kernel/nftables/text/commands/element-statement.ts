import type { Statement } from '../../model/statement.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import { readStatement } from '../rules/statement-reader.ts'
import type { Cursor } from '../words/cursor.ts'

const nothingKnown: RuleContext = {
  family: 'inet',
  set: () => undefined,
  known: undefined,
  before: [],
  head: [],
}

/** What stands in an element, or is said of every element of a set: `limit rate …`, `quota …`, `ct count …`. */
export function readElementStatement(cursor: Cursor): Statement {
  return readStatement(cursor, nothingKnown)
}
