import type { OpaqueStatement } from '../../model/statement.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import type { RuleContext } from './rule-context.ts'

/** Words with which statements begin that nft knows and this emulator does not evaluate. */
const opaqueWords: ReadonlySet<string> = new Set([
  'socket',
  'rt',
  'tcp',
  'ip',
  'exthdr',
  'ipsec',
  'osf',
  'hbh',
  'rt0',
  'rt2',
  'srh',
  'frag',
  'dst',
  'mh',
  'dup',
  'fwd',
  'tproxy',
  'synproxy',
  'meter',
  'flow',
  'ct',
  'secmark',
  'xt',
  'sctp',
  'arp',
  'reset',
  'optstrip',
  'vlan',
  'flowtable',
  'last',
  'ether',
  'ip6',
  'udp',
  'icmp',
  'icmpv6',
  'igmp',
  'ah',
  'esp',
  'comp',
])

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
export function readOpaque(cursor: Cursor, context: RuleContext): OpaqueStatement {
  const start = cursor.offset
  checkPlace(cursor, context)
  if (!cursor.isMark('@') && !opaqueWords.has(cursor.word)) {
    // nft takes any word for a symbol, and misses what it is compared with.
    if (cursor.kind !== tokenKind.word) throw cursor.unexpected(undefined)
    cursor.next()
    if (cursor.atStatementEnd) throw cursor.unexpected(undefined)
    throw cursor.fault('evaluation', 'No symbol type information', start)
  }
  if (cursor.isWord('xt')) return readExtension(cursor, start)
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

/** What nft refuses of statements that are kept as text. */
function checkPlace(cursor: Cursor, { family, known }: RuleContext): void {
  const hasTransport = known.transport !== undefined || known.transportSet !== undefined
  if (cursor.isWord('tproxy') && !hasTransport)
    throw cursor.fault('evaluation', 'Transparent proxy support requires transport protocol match')
  const forNetdev = cursor.isWord('fwd') && family !== 'netdev'
  if (forNetdev || (cursor.isWord('dup') && (family === 'inet' || family === 'bridge')))
    throw cursor.fault('evaluation', 'unsupported family')
}

/** `xt match "comment"`: an extension of iptables-nft, by its name alone. */
function readExtension(cursor: Cursor, start: number): OpaqueStatement {
  cursor.next()
  cursor.takeName('match or target')
  const { end } = cursor.lexer
  cursor.takeString()
  return { kind: 'opaque', text: cursor.source.text.slice(start, end) }
}

function endsHere(cursor: Cursor, depth: number, taken: number): boolean {
  if (cursor.kind === tokenKind.end) return true
  if (depth > 0) return false
  if (cursor.atStatementEnd) return true
  return taken >= 2 && cursor.kind === tokenKind.word && statementWords.has(cursor.word)
}
