import type { QueueStatement, Statement } from '../../model/statement.ts'
import { beginsSelector } from '../expressions/expression-reader.ts'
import { readVerdict } from '../expressions/set-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { readLimit, readLog, readQuota } from './limit-reader.ts'
import { readMatch } from './match-reader.ts'
import { readNat, readReject } from './nat-reader.ts'
import { readOpaque } from './opaque-reader.ts'
import type { RuleContext } from './rule-context.ts'
import { readSetUpdate } from './set-update-reader.ts'

/** One statement of a rule. */
export function readStatement(cursor: Cursor, context: RuleContext): Statement {
  if (cursor.isMark('@')) return readOther(cursor, context)
  if (cursor.kind !== tokenKind.word) throw cursor.unexpected(undefined)
  const word = cursor.word
  switch (word) {
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
    case 'jump':
    case 'goto':
      return { kind: 'verdict', verdict: readVerdict(cursor) }
    case 'counter':
      return readCounter(cursor)
    case 'limit':
      return readLimit(cursor)
    case 'quota':
      return readQuota(cursor)
    case 'log':
      return readLog(cursor)
    case 'reject':
      return readReject(cursor, context)
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return readNat(cursor, context)
    case 'add':
    case 'update':
    case 'delete':
    case 'set':
      return readSetUpdate(cursor, context, readStatement)
    case 'notrack':
      cursor.next()
      return { kind: 'notrack' }
    case 'queue':
      return readQueue(cursor)
    default:
      return readOther(cursor, context)
  }
}

function readOther(cursor: Cursor, context: RuleContext): Statement {
  const offset = cursor.offset
  if (cursor.isWord('ct') && isConnectionAction(cursor)) return readOpaque(cursor, context)
  if (beginsSelector(cursor) && !isOptionMatch(cursor)) {
    const statement = readMatch(cursor, context)
    if (statement !== undefined) return statement
    cursor.seek(offset)
  }
  return readOpaque(cursor, context)
}

/** `ct count over 10`, `ct helper set …`, `ct timeout set …`: not modelled. */
function isConnectionAction(cursor: Cursor): boolean {
  const offset = cursor.offset
  cursor.next()
  const word = cursor.word
  cursor.next()
  const action =
    word === 'count' ||
    word === 'timeout' ||
    word === 'expectation' ||
    (word === 'helper' && cursor.isWord('set'))
  cursor.seek(offset)
  return action
}

/** `tcp option …`, `ip option …`, `sctp chunk …`, `arp saddr ip …`: headers that no packet here has. */
function isOptionMatch(cursor: Cursor): boolean {
  const offset = cursor.offset
  const protocol = cursor.word
  cursor.next()
  const word = cursor.word
  cursor.seek(offset)
  return (
    ((protocol === 'tcp' || protocol === 'ip') && word === 'option') ||
    (protocol === 'sctp' && word === 'chunk') ||
    (protocol === 'arp' && (word === 'saddr' || word === 'daddr'))
  )
}

function readCounter(cursor: Cursor): Statement {
  cursor.next()
  if (cursor.acceptWord('name'))
    return { kind: 'object', type: 'counter', name: cursor.takeString() }
  const state = { packets: 0, bytes: 0 }
  if (cursor.acceptWord('packets')) {
    state.packets = cursor.takeNumber()
    cursor.expectWord('bytes')
    state.bytes = cursor.takeNumber()
  }
  return { kind: 'counter', state }
}

function readQueue(cursor: Cursor): QueueStatement {
  cursor.next()
  const flags = new Set<'bypass' | 'fanout'>()
  let range = { from: 0, to: 0 }
  for (;;) {
    if (cursor.acceptWord('num') || cursor.acceptWord('to')) range = readQueueRange(cursor)
    else if (cursor.acceptWord('flags') || cursor.acceptMark(',')) continue
    else if (cursor.acceptWord('bypass')) flags.add('bypass')
    else if (cursor.acceptWord('fanout')) flags.add('fanout')
    else return { kind: 'queue', ...range, flags: [...flags].sort() }
  }
}

function readQueueRange(cursor: Cursor): { from: number; to: number } {
  const from = cursor.takeNumber()
  return { from, to: cursor.acceptMark('-') ? cursor.takeNumber() : from }
}
