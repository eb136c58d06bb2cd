import { isTableFamily, type TableFamily } from '../../model/selectors.ts'
import type { Table } from '../../ruleset/table.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import type { Cursor } from '../words/cursor.ts'

/** Where the words of a command stand, for errors about them. */
export interface CommandPlaces {
  command: number
  table?: number
  chain?: number
  set?: number
  object?: number
  handle?: number
  rule?: number
  /** The rule's first update of a set. */
  update?: number | undefined
  elements: number[]
}

export function noPlaces(command: number): CommandPlaces {
  return { command, elements: [] }
}

/** `[family] table`: the family is ip where it is left out. */
export function readTableSpec(
  cursor: Cursor,
  places: CommandPlaces,
): { family: TableFamily; name: string } {
  const word = cursor.word
  let family: TableFamily = 'ip'
  if (isTableFamily(word)) {
    family = word
    cursor.next()
  }
  places.table = cursor.offset
  return { family, name: cursor.takeName('string') }
}

/** The table that the command names. */
export function readTable(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  byNft = false,
): Table {
  const { family, name } = readTableSpec(cursor, places)
  return transaction.table(family, name, byNft)
}

/** Takes a `{ … }`, whatever is in it. */
export function skipBlock(cursor: Cursor): void {
  let depth = 0
  do {
    if (cursor.isMark('{')) depth += 1
    if (cursor.isMark('}')) depth -= 1
    if (cursor.kind === 0) throw cursor.unexpected(undefined)
    cursor.next()
  } while (depth > 0)
}
