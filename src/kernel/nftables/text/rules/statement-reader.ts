import type { Statement } from '../../model/statement.ts'
import { beginsSelector } from '../expressions/expression-reader.ts'
import { readVerdict } from '../expressions/set-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import {
  readCopy,
  readMeter,
  readObjectName,
  readQueue,
  readSynProxy,
  readTransparentProxy,
} from './divert-reader.ts'
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
      return readCounter(cursor, context)
    case 'limit':
      return readLimit(cursor, context)
    case 'quota':
      return readQuota(cursor, context)
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
      return readQueue(cursor, context)
    case 'dup':
    case 'fwd':
      return readCopy(cursor, context)
    case 'tproxy':
      return readTransparentProxy(cursor, context)
    case 'synproxy':
      return readSynProxy(cursor, context)
    case 'meter':
    case 'flow':
      return readMeter(cursor, context, readStatement)
    default:
      return readOther(cursor, context)
  }
}

function readOther(cursor: Cursor, context: RuleContext): Statement {
  const offset = cursor.offset
  const action = readConnectionAction(cursor, context)
  if (action !== undefined) return action
  if (beginsSelector(cursor)) {
    const statement = readMatch(cursor, context)
    if (statement !== undefined) return statement
    cursor.seek(offset)
  }
  return readOpaque(cursor)
}

/** `ct count over 10`, `ct helper set …`, `ct timeout set …`; undefined: something else. */
function readConnectionAction(cursor: Cursor, context: RuleContext): Statement | undefined {
  if (!cursor.isWord('ct')) return undefined
  const { offset } = cursor
  cursor.next()
  const { word } = cursor
  cursor.next()
  if (word === 'count') {
    const over = cursor.acceptWord('over')
    return { kind: 'opaque', text: `ct count ${over ? 'over ' : ''}${cursor.takeNumber()}` }
  }
  const names = word === 'helper' || word === 'timeout' || word === 'expectation'
  if (names && cursor.acceptWord('set')) return readObjectName(cursor, context, `ct ${word}`)
  cursor.seek(offset)
  return undefined
}

function readCounter(cursor: Cursor, context: RuleContext): Statement {
  cursor.next()
  if (cursor.acceptWord('name')) return readObjectName(cursor, context, 'counter')
  const state = { packets: 0, bytes: 0 }
  for (;;) {
    if (cursor.acceptWord('packets')) state.packets = cursor.takeNumber()
    else if (cursor.acceptWord('bytes')) state.bytes = cursor.takeNumber()
    else break
  }
  return { kind: 'counter', state }
}
