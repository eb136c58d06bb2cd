import type { Flowtable, NamedObject, Table } from '../../ruleset/table.ts'
import type { Transaction } from '../../transaction/transaction.ts'
import { readQuotaBody } from '../rules/limit-reader.ts'
import { readComment } from '../rules/rule-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { readDevices, readPriority } from './chain-reader.ts'
import { type CommandPlaces, readTable } from './command-places.ts'
import { readObjectDetail } from './object-detail-reader.ts'

/** Words with which a named object is declared. */
export const objectTypes: ReadonlySet<string> = new Set([
  'counter',
  'quota',
  'limit',
  'ct',
  'secmark',
  'synproxy',
  'flowtable',
])

/** `add counter|quota|limit|ct helper|… [family] table name [{ … }]` */
export function readObjectCommand(
  cursor: Cursor,
  transaction: Transaction,
  places: CommandPlaces,
  exclusive: boolean,
): void {
  const type = readObjectType(cursor)
  const table = readTable(cursor, transaction, places, type === 'flowtable')
  readObject(cursor, transaction, table, places, type, exclusive)
}

/** `counter`, `ct helper`: takes the word or words. */
export function readObjectType(cursor: Cursor): string {
  const word = cursor.takeName('an object')
  return word === 'ct' ? `ct ${cursor.takeName('helper or timeout or expectation')}` : word
}

/** Name and body. */
export function readObject(
  cursor: Cursor,
  transaction: Transaction,
  table: Table,
  places: CommandPlaces,
  type: string,
  exclusive: boolean,
  handleBehind: (offset: number) => number | undefined = () => undefined,
): void {
  places.object = cursor.offset
  const name = cursor.takeName('string')
  const handle = cursor.isMark('{') ? handleBehind(cursor.lexer.end) : undefined
  if (type === 'flowtable') {
    transaction.addFlowtable(table, { name, ...readFlowtable(cursor) }, handle)
    return
  }
  transaction.addObject(table, readBody(cursor, type, name, table.family), exclusive, handle)
}

function readBody(
  cursor: Cursor,
  type: string,
  name: string,
  family: Table['family'],
): Omit<NamedObject, 'handle' | 'useCount'> {
  if (type === 'counter') return readCounterBody(cursor, name)
  if (type === 'quota') return readQuotaObject(cursor, name)
  const body = readObjectDetail(cursor, type, family)
  if (body === undefined) throw cursor.unexpected(undefined)
  return { type, name, counter: { packets: 0, bytes: 0 }, ...body }
}

function readCounterBody(cursor: Cursor, name: string): Omit<NamedObject, 'handle' | 'useCount'> {
  const counter = { packets: 0, bytes: 0 }
  let comment: string | undefined
  const braces = cursor.acceptMark('{')
  if (braces) cursor.skipNewlines()
  for (;;) {
    if (cursor.acceptWord('packets')) {
      counter.packets = cursor.takeNumber()
      cursor.expectWord('bytes')
      counter.bytes = cursor.takeNumber()
    } else if (cursor.acceptWord('comment')) comment = readComment(cursor)
    else break
    if (braces) cursor.skipNewlines()
  }
  if (braces) cursor.expectMark('}')
  return { type: 'counter', name, comment, counter }
}

function readQuotaObject(cursor: Cursor, name: string): Omit<NamedObject, 'handle' | 'useCount'> {
  const braces = cursor.acceptMark('{')
  if (braces) cursor.skipNewlines()
  let comment = cursor.acceptWord('comment') ? readComment(cursor) : undefined
  if (braces) cursor.skipNewlines()
  const { bytes, over, used } = readQuotaBody(cursor)
  if (braces) {
    cursor.skipNewlines()
    if (cursor.acceptWord('comment')) comment = readComment(cursor)
    cursor.skipNewlines()
    cursor.expectMark('}')
  }
  return {
    type: 'quota',
    name,
    comment,
    counter: { packets: 0, bytes: 0 },
    quota: { bytes, over, used: used.bytes },
  }
}

/** `{ hook ingress priority 0; devices = { eth0 }; flags offload; counter; }` */
function readFlowtable(cursor: Cursor): Omit<Flowtable, 'name' | 'handle'> {
  const flowtable = {
    hook: 'ingress',
    priority: 0,
    devices: [] as readonly string[],
    offload: false,
    counter: false,
  }
  if (!cursor.acceptMark('{')) return flowtable
  for (cursor.skipNewlines(); !cursor.acceptMark('}'); cursor.skipNewlines()) {
    if (cursor.acceptWord('hook')) {
      flowtable.hook = cursor.takeName('string')
      cursor.expectWord('priority')
      flowtable.priority = readPriority(cursor, 'netdev', 'ingress') ?? 0
    } else if (cursor.isWord('devices')) flowtable.devices = readDevices(cursor)
    else if (cursor.acceptWord('flags')) {
      cursor.expectWord('offload')
      flowtable.offload = true
    } else if (cursor.acceptWord('counter')) flowtable.counter = true
    else throw cursor.unexpected(undefined)
    if (!cursor.isMark('}')) cursor.expectLineEnd()
  }
  return flowtable
}
