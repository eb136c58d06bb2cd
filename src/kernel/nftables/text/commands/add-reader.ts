import type { ElementKey } from '../../model/expression.ts'
import type { SetDeclaration } from '../../ruleset/nft-set.ts'
import { addElements, addSet, findSet, type NewElement } from '../../transaction/set-changes.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { readDurationMs } from '../expressions/duration.ts'
import { elementCountMax, readElementData, readElementKey } from '../expressions/set-reader.ts'
import { readComment } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { readChainBody } from './chain-reader.ts'
import { type CommandPlaces, readTableSpec } from './command-places.ts'
import { readElementStatement } from './element-statement.ts'
import { readSetBody } from './set-declaration-reader.ts'

/** `add chain [family] table chain [{ type … ; policy … ; comment … }]` */
export function addBareChain(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  exclusive: boolean,
): void {
  const spec = readTableSpec(cursor, places)
  places.chain = cursor.offset
  const name = cursor.takeName('string')
  const table = transaction.table(spec.family, spec.name, true)
  const body = cursor.acceptMark('{') ? readChainBody(cursor, table.family) : undefined
  transaction.addChain(table, name, {
    base: body?.base,
    policy: body?.policy,
    comment: body?.comment,
    exclusive,
  })
}

/** `add set|map [family] table name { type … ; … }` */
export function addBareSet(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  exclusive: boolean,
  isMap: boolean,
): void {
  const spec = readTableSpec(cursor, places)
  places.set = cursor.offset
  const name = cursor.takeName('string')
  const table = transaction.table(spec.family, spec.name, true)
  const bodyAt = cursor.offset
  cursor.expectMark('{')
  const { declaration, elementsAt } = readSetBody(cursor, table.family, name, isMap, bodyAt)
  const set = addSet(transaction, table, declaration, exclusive)
  if (elementsAt === undefined) return
  const after = cursor.offset
  cursor.seek(elementsAt)
  addElements(transaction, table, set, readElements(cursor, declaration, places), exclusive)
  cursor.seek(after)
}

/** `add element [family] table set { … }` */
export function addElementCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  exclusive: boolean,
): void {
  const spec = readTableSpec(cursor, places)
  places.set = cursor.offset
  const name = cursor.takeName('string')
  const table = transaction.table(spec.family, spec.name, true)
  if (!table.sets.has(name))
    throw cursor.fault('evaluation', 'No such file or directory', places.set)
  const set = findSet(table, name)
  addElements(transaction, table, set, readElements(cursor, set.declaration, places), exclusive)
}

/** `{ key [timeout …] [comment "…"] [: data], … }` */
export function readElements(
  cursor: Cursor,
  declaration: SetDeclaration,
  places: CommandPlaces,
): NewElement[] {
  const elements: NewElement[] = []
  readBraces(cursor, () => {
    places.elements.push(cursor.offset)
    elements.push(readElement(cursor, declaration))
  })
  return elements
}

/** As `readElements`, where only the keys count. */
export function readElementKeys(
  cursor: Cursor,
  declaration: SetDeclaration,
  places: CommandPlaces,
): ElementKey[] {
  return readElements(cursor, declaration, places).map((element) => element.key)
}

function readBraces(cursor: Cursor, readOne: () => void): void {
  cursor.expectMark('{')
  let count = 0
  do {
    cursor.skipLineBreaks()
    if (cursor.isMark('}') && count > 0) break
    readOne()
    cursor.skipLineBreaks()
    count += 1
    if (count > elementCountMax)
      throw cursor.fault('syntax', `more than ${elementCountMax} elements`)
  } while (cursor.acceptMark(','))
  cursor.expectMark('}')
}

function readElement(cursor: Cursor, declaration: SetDeclaration): NewElement {
  const offset = cursor.offset
  const key = readElementKey(cursor, declaration.keyTypes)
  checkKey(cursor, declaration, key, offset)
  const element: { -readonly [Key in keyof NewElement]: NewElement[Key] } = { key }
  readElementOptions(cursor, element)
  if (cursor.acceptMark(':')) {
    const { dataTypes, objectType } = declaration
    if (dataTypes === undefined && objectType === undefined) throw cursor.unexpected(undefined)
    element.data =
      dataTypes === undefined
        ? { kind: 'value', type: 'string', value: cursor.takeString() }
        : readElementData(cursor, dataTypes)
  }
  return element
}

function checkKey(
  cursor: Cursor,
  declaration: SetDeclaration,
  key: ElementKey,
  offset: number,
): void {
  if (declaration.interval || key.kind === 'any' || key.kind === 'value') return
  const parts = key.kind === 'concat' ? key.parts : [key]
  const wrong = parts.find((part) => part.kind !== 'value')
  if (wrong !== undefined)
    throw cursor.fault(
      'evaluation',
      `You must add 'flags interval' to your set declaration if you want to add ${wrong.kind} elements`,
      offset,
    )
}

function readElementOptions(
  cursor: Cursor,
  element: { -readonly [Key in keyof NewElement]: NewElement[Key] },
): void {
  while (cursor.kind === tokenKind.word) {
    if (cursor.acceptWord('timeout')) element.timeoutMs = readDurationMs(cursor)
    else if (cursor.acceptWord('expires')) element.expiresMs = readDurationMs(cursor)
    else if (cursor.acceptWord('comment')) element.comment = readComment(cursor)
    else if (cursor.acceptWord('counter')) element.counter = readCounts(cursor)
    else if (cursor.isWord('limit') || cursor.isWord('quota') || cursor.isWord('ct'))
      element.statement = readElementStatement(cursor)
    else return
  }
}

function readCounts(cursor: Cursor): { packets: number; bytes: number } {
  if (!cursor.acceptWord('packets')) return { packets: 0, bytes: 0 }
  const packets = cursor.takeNumber()
  cursor.expectWord('bytes')
  return { packets, bytes: cursor.takeNumber() }
}
