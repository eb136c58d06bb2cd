import { typesOf } from '../../model/bitwise.ts'
import { dataType } from '../../model/data-type.ts'
import type { Expression } from '../../model/expression.ts'
import type { TableFamily } from '../../model/selectors.ts'
import { formatExpression } from '../../print/expression-printer.ts'
import type { SetDeclaration } from '../../ruleset/nft-set.ts'
import { readDurationMs } from '../expressions/duration.ts'
import { readExpression } from '../expressions/expression-reader.ts'
import { readComment } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { skipBlock } from './command-places.ts'
import { readElementStatement } from './element-statement.ts'

type Draft = { -readonly [Key in keyof SetDeclaration]: SetDeclaration[Key] }

/** Kinds of named objects that a map may lead to. */
const objectTypes: ReadonlySet<string> = new Set([
  'counter',
  'quota',
  'limit',
  'secmark',
  'synproxy',
  'ct',
])

/** A set's braces, behind the opening one up to and with the closing one. Its elements are left to be read when it exists. */
export function readSetBody(
  cursor: Cursor,
  family: TableFamily,
  name: string,
  isMap: boolean,
  nameAt: number,
  listed = false,
): { declaration: SetDeclaration; elementsAt: number | undefined } {
  const draft: Draft = {
    name,
    keyTypes: [],
    constant: false,
    dynamic: false,
    interval: false,
    timeout: false,
    autoMerge: false,
    counter: false,
  }
  let elementsAt: number | undefined
  for (cursor.skipNewlines(); !cursor.acceptMark('}'); cursor.skipNewlines()) {
    if (cursor.acceptWord('elements')) {
      cursor.expectMark('=')
      elementsAt = cursor.offset
      skipBlock(cursor)
      if (cursor.isMark('}')) continue
    } else readSetProperty(cursor, family, isMap, draft, nameAt, listed)
    cursor.expectLineEnd()
  }
  if (draft.keyTypes.length === 0)
    throw cursor.fault(
      'evaluation',
      `${isMap ? 'map' : 'set'} definition does not specify key`,
      nameAt,
    )
  if (isMap && draft.dataTypes === undefined && draft.objectType === undefined)
    throw cursor.fault('evaluation', 'map definition does not specify mapping data type', nameAt)
  if (draft.timeoutMs !== undefined) draft.timeout = true
  if (draft.gcIntervalMs !== undefined && !draft.timeout)
    throw cursor.fault('kernel', 'Invalid argument', nameAt)
  return { declaration: draft, elementsAt }
}

function readSetProperty(
  cursor: Cursor,
  family: TableFamily,
  isMap: boolean,
  draft: Draft,
  nameAt: number,
  listed: boolean,
): void {
  const word = cursor.word
  const offset = cursor.offset
  if (cursor.kind !== tokenKind.word) throw cursor.unexpected("'}'")
  cursor.next()
  switch (word) {
    case 'type':
      readTypes(cursor, isMap, draft, nameAt, listed)
      return
    case 'typeof':
      readTypeof(cursor, family, isMap, draft)
      return
    case 'flags':
      readFlags(cursor, draft)
      return
    case 'timeout':
      draft.timeoutMs = readDurationMs(cursor)
      return
    case 'gc-interval':
      draft.gcIntervalMs = readDurationMs(cursor)
      return
    case 'size':
      draft.size = cursor.takeNumber()
      return
    case 'policy':
      if (cursor.acceptWord('memory')) draft.policy = 'memory'
      else cursor.expectWord('performance')
      return
    case 'auto-merge':
      draft.autoMerge = true
      return
    case 'comment':
      draft.comment = readComment(cursor)
      return
    case 'counter':
      draft.counter = true
      return
    case 'limit':
    case 'quota':
    case 'last':
    case 'ct':
      cursor.seek(offset)
      draft.statement = readElementStatement(cursor)
      return
    default:
      cursor.seek(offset)
      throw cursor.unexpected(undefined)
  }
}

function readTypes(
  cursor: Cursor,
  isMap: boolean,
  draft: Draft,
  nameAt: number,
  listed: boolean,
): void {
  draft.keyTypes = readTypeNames(cursor, nameAt, listed)
  if (!isMap) return
  cursor.expectMark(':')
  if (objectTypes.has(cursor.word)) {
    draft.objectType = cursor.word
    cursor.next()
  } else if (cursor.acceptWord('verdict')) draft.dataTypes = ['verdict']
  else {
    draft.dataInterval = cursor.acceptWord('interval')
    draft.dataTypes = readTypeNames(cursor, nameAt, listed)
  }
}

/** JSON gives the types of a `typeof` only, unqualified ones too: `listed` takes those. */
function readTypeNames(cursor: Cursor, nameAt: number, listed: boolean): string[] {
  const names: string[] = []
  do {
    const offset = cursor.offset
    const name = cursor.takeName('a data type')
    const type = dataType(name)
    if (type === undefined) throw cursor.fault('syntax', `unknown datatype ${name}`, offset)
    if (!listed && (name === 'integer' || name === 'string'))
      throw cursor.fault(
        'evaluation',
        `unqualified type ${name} specified in set definition. Try "typeof expression" instead of "type datatype".`,
        nameAt,
      )
    names.push(type.name)
  } while (cursor.acceptMark('.'))
  return names
}

function readTypeof(cursor: Cursor, family: TableFamily, isMap: boolean, draft: Draft): void {
  const key = readTypeExpression(cursor, family)
  draft.keyTypes = typesOf(key)
  draft.typeofText = formatExpression(key)
  if (!isMap) return
  cursor.expectMark(':')
  if (cursor.acceptWord('verdict')) {
    draft.dataTypes = ['verdict']
    return
  }
  draft.dataInterval = cursor.acceptWord('interval')
  const data = readTypeExpression(cursor, family)
  draft.dataTypes = typesOf(data)
  draft.dataTypeofText = formatExpression(data)
}

/** `typeof` may name things of any protocol, one beside the other. */
function readTypeExpression(cursor: Cursor, family: TableFamily): Expression {
  return readExpression(cursor, {
    family: family === 'ip' || family === 'ip6' ? family : 'inet',
    set: () => undefined,
    known: undefined,
    before: [],
    head: [],
  })
}

function readFlags(cursor: Cursor, draft: Draft): void {
  do {
    const flag = cursor.word
    if (flag !== 'constant' && flag !== 'dynamic' && flag !== 'interval' && flag !== 'timeout')
      throw cursor.unexpected('constant or interval or timeout or dynamic')
    draft[flag] = true
    cursor.next()
  } while (cursor.acceptMark(','))
}
