import { entryOf } from '../../../../base/entry-of.ts'
import { tcpOptionAliases, tcpOptionFields } from '../../model/option-fields.ts'
import type { OpaqueStatement } from '../../model/statement.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

/** Words with which statements begin that nft knows and this emulator does not evaluate. */
const opaqueWords: ReadonlySet<string> = new Set(['xt', 'reset', 'secmark', 'last', 'optstrip'])

/** Words with which the next statement begins: an opaque one ends there. */
const statementWords: ReadonlySet<string> = new Set([
  'xt',
  'accept',
  'drop',
  'continue',
  'return',
  'jump',
  'goto',
  'counter',
  'limit',
  'quota',
  'log',
  'reject',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'notrack',
  'queue',
  'comment',
  'meta',
  'iif',
  'iifname',
  'oif',
  'oifname',
  'update',
  'add',
  'delete',
  'fib',
  'numgen',
])

/**
 * Keeps a statement as text, up to where another one begins.
 * @throws NftError for a word that nft does not know either
 */
export function readOpaque(cursor: Cursor): OpaqueStatement {
  const start = cursor.offset
  if (!cursor.isMark('@') && !opaqueWords.has(cursor.word)) {
    // nft takes any word for a symbol, and misses what it is compared with.
    if (cursor.kind !== tokenKind.word) throw cursor.unexpected(undefined)
    cursor.next()
    if (cursor.atStatementEnd) throw cursor.unexpected(undefined)
    throw cursor.fault('evaluation', 'No symbol type information', start)
  }
  if (cursor.isWord('xt')) return readExtension(cursor, start)
  if (cursor.isWord('reset')) return readReset(cursor)
  let end = start
  let depth = 0
  for (let taken = 0; !endsHere(cursor, depth, taken); taken += 1) {
    if (cursor.isMark('{')) depth += 1
    if (cursor.isMark('}')) depth -= 1
    end = cursor.lexer.end
    cursor.next()
  }
  return { kind: 'opaque', text: cursor.source.text.slice(start, end).replaceAll(/\s+/g, ' ') }
}

/** `xt match "comment"`: an extension of iptables-nft, by its name alone. */
function readExtension(cursor: Cursor, start: number): OpaqueStatement {
  cursor.next()
  cursor.takeName('match or target')
  const { end } = cursor.lexer
  cursor.takeString()
  return { kind: 'opaque', text: cursor.source.text.slice(start, end) }
}

/** `reset tcp option NAME|NUMBER` */
function readReset(cursor: Cursor): OpaqueStatement {
  cursor.next()
  cursor.expectWord('tcp')
  cursor.expectWord('option')
  const { word } = cursor
  if (cursor.kind === tokenKind.number && Number(word) > 255)
    throw cursor.fault('evaluation', 'value too large')
  const name = entryOf(tcpOptionAliases, word) ?? word
  if (entryOf(tcpOptionFields, name) === undefined && cursor.kind !== tokenKind.number)
    throw cursor.unexpected(undefined)
  cursor.next()
  return { kind: 'opaque', text: `reset tcp option ${name}` }
}

function endsHere(cursor: Cursor, depth: number, taken: number): boolean {
  if (cursor.kind === tokenKind.end) return true
  if (depth > 0) return false
  if (cursor.atStatementEnd) return true
  return taken >= 2 && cursor.kind === tokenKind.word && statementWords.has(cursor.word)
}
