import { UserError } from '../../../../base/user-error.ts'
import { isTableFamily } from '../../model/selectors.ts'
import { errno, Refusal } from '../../transaction/refusal.ts'
import { deleteElements, deleteSet, findSet, flushSet } from '../../transaction/set-changes.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { addBareChain, addBareSet, addElementCommand, readElementKeys } from './add-reader.ts'
import { type CommandPlaces, readTable, skipBlock } from './command-places.ts'
import { objectTypes, readObjectCommand } from './object-reader.ts'
import { deleteRuleCommand, readRuleCommand } from './rule-command-reader.ts'
import { addTableCommand, type CommandOptions } from './table-reader.ts'

const verbs = [
  'add',
  'create',
  'insert',
  'replace',
  'delete',
  'destroy',
  'flush',
  'list',
  'rename',
  'reset',
  'get',
  'describe',
  'monitor',
  'export',
  'import',
  'include',
  'define',
  'redefine',
  'undefine',
] as const
export type Verb = (typeof verbs)[number]

/** Reads one command and carries it out. */
export function readCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  options: CommandOptions,
): void {
  if (cursor.kind !== tokenKind.word) throw cursor.unexpected(undefined)
  const word = cursor.word
  const verb: Verb = (verbs as readonly string[]).includes(word) ? (word as Verb) : 'add'
  if (verb === word) cursor.next()
  const object = cursor.word
  switch (verb) {
    case 'add':
    case 'create':
      readAdd(cursor, transaction, places, options, verb, object)
      return
    case 'insert':
    case 'replace':
      cursor.expectWord('rule')
      readRuleCommand(cursor, transaction, places, verb)
      return
    case 'delete':
    case 'destroy':
      readDelete(cursor, transaction, places, object, verb === 'destroy')
      return
    case 'flush':
      readFlush(cursor, transaction, places, object)
      return
    case 'list':
      readList(cursor, transaction, places)
      return
    case 'get':
    case 'describe':
    case 'monitor':
    case 'export':
      // Changes nothing.
      while (!cursor.atStatementEnd) cursor.next()
      return
    default:
      throw new UserError(
        'E_UNSUPPORTED',
        `nft's "${verb}" is not emulated`,
        cursor.source.position(places.command),
      )
  }
}

/** Changes nothing; a table must be there to be listed. */
function readList(cursor: Cursor, transaction: Transaction, places: CommandPlaces): void {
  if (cursor.acceptWord('table')) readTable(cursor, transaction, places, true)
  while (!cursor.atStatementEnd) cursor.next()
}

function readAdd(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  options: CommandOptions,
  verb: 'add' | 'create',
  object: string,
): void {
  const exclusive = verb === 'create'
  if (objectTypes.has(object)) {
    readObjectCommand(cursor, transaction, places, exclusive)
    return
  }
  switch (object) {
    case 'table':
      cursor.next()
      addTableCommand(cursor, transaction, places, exclusive, options)
      return
    case 'chain':
      cursor.next()
      addBareChain(cursor, transaction, places, exclusive)
      return
    case 'set':
    case 'map':
      cursor.next()
      addBareSet(cursor, transaction, places, exclusive, object === 'map')
      return
    case 'element':
      cursor.next()
      addElementCommand(cursor, transaction, places, exclusive)
      return
    case 'rule':
      cursor.next()
      readRuleCommand(cursor, transaction, places, 'add')
      return
    default:
      // `add rule` may leave its noun out (src/parser_bison.y, add_cmd).
      readRuleCommand(cursor, transaction, places, 'add')
  }
}

function readDelete(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  object: string,
  mayLack: boolean,
): void {
  if (!deletable.has(object) && !objectTypes.has(object)) throw cursor.unexpected(undefined)
  cursor.next()
  try {
    if (objectTypes.has(object)) deleteNamed(cursor, transaction, places, object)
    else deleteOne(cursor, transaction, places, object, mayLack)
  } catch (error) {
    // `destroy` is content if the thing is not there (nft 1.0.7 and later).
    if (!(mayLack && error instanceof Refusal && error.message.startsWith('No such file')))
      throw error
    while (!cursor.atStatementEnd) cursor.next()
  }
}

const deletable: ReadonlySet<string> = new Set(['table', 'chain', 'rule', 'set', 'map', 'element'])

function deleteOne(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  object: string,
  mayLack: boolean,
): void {
  switch (object) {
    case 'table':
      transaction.deleteTable(readTable(cursor, transaction, places))
      return
    case 'chain': {
      const table = readTable(cursor, transaction, places)
      places.chain = cursor.offset
      const name = readNameOrHandle(cursor, table.chains)
      transaction.deleteChain(table, transaction.chain(table, name))
      if (cursor.isMark('{')) skipBlock(cursor)
      return
    }
    case 'rule':
      deleteRuleCommand(cursor, transaction, places)
      return
    case 'set':
    case 'map': {
      const table = readTable(cursor, transaction, places)
      places.set = cursor.offset
      deleteSet(transaction, table, findSet(table, readNameOrHandle(cursor, table.sets)))
      return
    }
    case 'element': {
      const table = readTable(cursor, transaction, places, true)
      places.set = cursor.offset
      const set = findSet(table, cursor.takeName('string'), true)
      deleteElements(transaction, set, readElementKeys(cursor, set.declaration, places), mayLack)
      return
    }
    default:
      throw cursor.unexpected('table or chain or rule or set or map or element')
  }
}

function deleteNamed(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  word: string,
): void {
  const type = word === 'ct' || word === 'flowtable' ? word : word
  const full = type === 'ct' ? `ct ${cursor.takeName('helper or timeout or expectation')}` : type
  const table = readTable(cursor, transaction, places)
  places.object = cursor.offset
  const name = cursor.takeName('string')
  if (full === 'flowtable') transaction.deleteFlowtable(table, name)
  else transaction.deleteObject(table, full, name)
}

/** `handle 5` in place of a name. */
function readNameOrHandle(
  cursor: Cursor,
  things: ReadonlyMap<string, { readonly handle: number; readonly name: string }>,
): string {
  if (!cursor.isWord('handle')) return cursor.takeName('string')
  cursor.next()
  const handle = cursor.takeNumber()
  for (const thing of things.values()) if (thing.handle === handle) return thing.name
  return `handle ${handle}`
}

function readFlush(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  object: string,
): void {
  cursor.next()
  if (object === 'ruleset') {
    const family = isTableFamily(cursor.word) ? cursor.word : undefined
    if (family !== undefined) cursor.next()
    for (const table of [...transaction.ruleset.tables.values()])
      if (family === undefined || table.family === family) transaction.deleteTable(table)
    return
  }
  if (object !== 'table' && object !== 'chain' && object !== 'set' && object !== 'map')
    throw cursor.unexpected('table or chain or set or map or ruleset')
  const table = readTable(cursor, transaction, places, object === 'set' || object === 'map')
  if (object === 'table') {
    for (const chain of table.chains.values()) transaction.flushChain(table, chain)
    return
  }
  if (object === 'chain') {
    places.chain = cursor.offset
    transaction.flushChain(table, transaction.chain(table, cursor.takeName('string')))
    return
  }
  places.set = cursor.offset
  const set = findSet(table, cursor.takeName('string'), true)
  if (set.isMap !== (object === 'map')) throw new Refusal(errno.noEntry, 'set', { byNft: true })
  flushSet(transaction, set)
}
