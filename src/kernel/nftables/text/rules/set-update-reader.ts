import { typesOf } from '../../model/bitwise.ts'
import { knownType } from '../../model/data-type.ts'
import type { Expression } from '../../model/expression.ts'
import type { SetUpdateStatement, Statement } from '../../model/statement.ts'
import { readDurationMs } from '../expressions/duration.ts'
import { readExpression, readValueExpression } from '../expressions/expression-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import type { RuleContext } from './rule-context.ts'

/** Reads what may stand in an element besides its key (`limit rate …`, `counter`). */
type StatementReader = (cursor: Cursor, context: RuleContext) => Statement

/** `update @set { ip saddr timeout 5s limit rate 5/second }`, and the older `set update ip saddr @set`. */
export function readSetUpdate(
  cursor: Cursor,
  context: RuleContext,
  readStatement: StatementReader,
): SetUpdateStatement {
  const old = cursor.acceptWord('set')
  const op = cursor.word
  if (op !== 'add' && op !== 'update' && op !== 'delete')
    throw cursor.unexpected('add or update or delete')
  cursor.next()
  if (old) {
    const body = readBody(cursor, context, readStatement, undefined)
    const name = readSetName(cursor, context)
    return { kind: 'set-update', op, set: name, ...body, ...ownStatements(context, name) }
  }
  const set = readSetName(cursor, context)
  cursor.expectMark('{')
  const body = readBody(cursor, context, readStatement, set)
  cursor.expectMark('}')
  return { kind: 'set-update', op, set, ...body, ...ownStatements(context, set) }
}

/** Statements that every element of the set has are not said again. */
function ownStatements(
  context: RuleContext,
  set: string,
): Partial<Pick<SetUpdateStatement, 'statements'>> {
  const declaration = context.set(set)
  const has = declaration?.counter === true || declaration?.statement !== undefined
  return has ? { statements: [] } : {}
}

function readSetName(cursor: Cursor, context: RuleContext): string {
  const offset = cursor.offset
  cursor.expectMark('@')
  const name = cursor.takeName('a set name')
  if (context.tableMissingAt !== undefined)
    throw cursor.fault('evaluation', 'No such file or directory', context.tableMissingAt)
  if (context.set(name) === undefined)
    throw cursor.fault('evaluation', 'No such file or directory', offset)
  return name
}

function checkKeyType(
  cursor: Cursor,
  context: RuleContext,
  key: Expression,
  set: string | undefined,
  offset: number,
): void {
  const wanted = set === undefined ? undefined : context.set(set)?.keyTypes
  const found = typesOf(key)
  if (wanted === undefined || wanted.join() === found.join() || wanted.length !== 1) return
  const [wantedType, foundType] = [wanted[0], found[0]].map((name) => knownType(name ?? ''))
  throw cursor.fault(
    'evaluation',
    `datatype mismatch: expected ${wantedType?.description}, expression has type ${foundType?.description}`,
    offset,
  )
}

type Body = Pick<SetUpdateStatement, 'key' | 'data' | 'timeoutMs' | 'statements' | 'comment'>

function readBody(
  cursor: Cursor,
  context: RuleContext,
  readStatement: StatementReader,
  set: string | undefined,
): Body {
  const offset = cursor.offset
  const key = readExpression(cursor, context)
  checkKeyType(cursor, context, key, set, offset)
  let timeoutMs: number | undefined
  let comment: string | undefined
  const statements: Statement[] = []
  while (
    !cursor.isMark('}') &&
    !cursor.isMark(':') &&
    !cursor.isMark('@') &&
    !cursor.atStatementEnd
  ) {
    if (cursor.acceptWord('timeout')) timeoutMs = readDurationMs(cursor)
    else if (cursor.acceptWord('comment')) comment = cursor.takeString()
    else statements.push(readStatement(cursor, context))
  }
  let data: Expression | undefined
  if (set !== undefined && cursor.acceptMark(':'))
    data = readValueExpression(cursor, context, context.set(set)?.dataTypes ?? ['integer'])
  return { key, data, timeoutMs, statements, ...(comment === undefined ? {} : { comment }) }
}
