import { entryOf } from '../../../../base/entry-of.ts'
import type { Expression } from '../../model/expression.ts'
import {
  extensionFields,
  ipOptionFields,
  sctpChunkFields,
  tcpOptionAliases,
  tcpOptionFields,
} from '../../model/option-fields.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'

/** Things of a packet that nft can look at and this emulator does not model: they are read, typed and printed. */

const optionWords: ReadonlySet<string> = new Set([
  ...Object.keys(extensionFields),
  'exthdr',
  'socket',
  'rt',
  'osf',
  'ipsec',
])

const optionPattern = /[ \t]+(?:option|chunk)\b/y

/** Whether such an expression begins here: `tcp option …`, `exthdr …`, `socket …`, … */
export function beginsOption(cursor: Cursor): boolean {
  if (cursor.kind !== tokenKind.word) return false
  const { word } = cursor
  if (word !== 'tcp' && word !== 'ip' && word !== 'sctp') return optionWords.has(word)
  // Without taking the word: nearly every rule of a large cluster has one of these.
  optionPattern.lastIndex = cursor.lexer.end
  return optionPattern.test(cursor.source.text)
}

export function readOption(cursor: Cursor, context: RuleContext): Expression {
  const { word, offset } = cursor
  cursor.next()
  switch (word) {
    case 'tcp':
      cursor.next()
      return readTcpOption(cursor)
    case 'ip':
      cursor.next()
      requireExtended(cursor, context, 'ip', offset)
      return readField(cursor, 'ip option', ipOptionFields)
    case 'sctp':
      cursor.next()
      return readField(cursor, 'sctp chunk', sctpChunkFields)
    case 'exthdr': {
      requireExtended(cursor, context, 'ip6', offset)
      const header = cursor.word
      if (entryOf(extensionFields, header) === undefined) throw cursor.unexpected(undefined)
      cursor.next()
      return { kind: 'opaque', text: `exthdr ${header}`, type: 'boolean' }
    }
    case 'socket':
      return readSocket(cursor)
    case 'osf':
      return readFingerprint(cursor)
    case 'ipsec':
      return readTransform(cursor, context, offset)
    case 'rt':
      if (entryOf(extensionFields.rt ?? {}, cursor.word) === undefined)
        return readRoute(cursor, context, offset)
      break
    default:
  }
  requireExtended(cursor, context, 'ip6', offset)
  return readExtension(cursor, word)
}

function requireExtended(
  cursor: Cursor,
  { known, head }: RuleContext,
  protocol: 'ip' | 'ip6',
  offset: number,
): void {
  const needed = known?.requireExtended(protocol) ?? []
  if (typeof needed === 'string') throw cursor.fault('evaluation', needed, offset)
  head.push(...needed)
}

function readExtension(cursor: Cursor, header: string): Expression {
  let field = cursor.word
  const { offset } = cursor
  cursor.next()
  if (cursor.kind === tokenKind.value && /^\d+$/.test(cursor.word)) {
    field += `[${cursor.word}]`
    cursor.next()
  }
  const type = entryOf(extensionFields[header] ?? {}, field)
  if (type === undefined) {
    cursor.seek(offset)
    throw cursor.unexpected(undefined)
  }
  return { kind: 'opaque', text: `${header} ${field}`, type }
}

/** `NAME`, whether it is there, or `NAME FIELD`. */
function readField(
  cursor: Cursor,
  kind: string,
  table: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Expression {
  const name = cursor.word
  const fields = entryOf(table, name)
  if (fields === undefined) throw cursor.unexpected(undefined)
  cursor.next()
  return fieldOf(cursor, `${kind} ${name}`, fields)
}

function fieldOf(
  cursor: Cursor,
  text: string,
  fields: Readonly<Record<string, string>>,
): Expression {
  const field = cursor.word
  const type = cursor.kind === tokenKind.word ? entryOf(fields, field) : undefined
  if (type === undefined) return { kind: 'opaque', text, type: 'boolean' }
  cursor.next()
  return { kind: 'opaque', text: `${text} ${field}`, type }
}

function readTcpOption(cursor: Cursor): Expression {
  if (cursor.acceptMark('@')) {
    const kind = cursor.takeNumber()
    cursor.expectMark(',')
    const from = cursor.takeNumber()
    cursor.expectMark(',')
    const bits = cursor.takeNumber()
    return { kind: 'opaque', text: `tcp option @${kind},${from},${bits}`, type: `integer:${bits}` }
  }
  const { word } = cursor
  if (cursor.kind === tokenKind.number && Number(word) > 255)
    throw cursor.fault('evaluation', 'value too large')
  const name = entryOf(tcpOptionAliases, word) ?? word
  const fields = entryOf(tcpOptionFields, name)
  if (fields === undefined && cursor.kind !== tokenKind.number) throw cursor.unexpected(undefined)
  cursor.next()
  return fieldOf(cursor, `tcp option ${name}`, fields ?? {})
}

const socketTypes: Readonly<Record<string, string>> = {
  transparent: 'integer:1',
  mark: 'mark',
  wildcard: 'integer:1',
}

function readSocket(cursor: Cursor): Expression {
  const key = cursor.word
  if (key === 'cgroupv2') {
    cursor.next()
    cursor.expectWord('level')
    return {
      kind: 'opaque',
      text: `socket cgroupv2 level ${cursor.takeNumber()}`,
      type: 'cgroupsv2',
    }
  }
  const type = entryOf(socketTypes, key)
  if (type === undefined) throw cursor.unexpected('transparent or mark or wildcard or cgroupv2')
  cursor.next()
  return { kind: 'opaque', text: `socket ${key}`, type }
}

/** `rt [ip|ip6] nexthop`, `rt classid`, `rt mtu`, `rt ipsec`. */
function readRoute(cursor: Cursor, { known }: RuleContext, offset: number): Expression {
  const written = cursor.acceptWord('ip') ? 'ip' : cursor.acceptWord('ip6') ? 'ip6' : undefined
  const key = cursor.word
  cursor.next()
  switch (key) {
    case 'classid':
      return { kind: 'opaque', text: 'rt classid', type: 'realm' }
    case 'mtu':
      return { kind: 'opaque', text: 'rt mtu', type: 'integer:16' }
    case 'ipsec':
      return { kind: 'opaque', text: 'rt ipsec', type: 'boolean' }
    case 'nexthop': {
      const network = known?.network
      const family = written ?? (network === 'ip' || network === 'ip6' ? network : undefined)
      if (family === undefined)
        throw cursor.fault(
          'evaluation',
          'cannot determine ip protocol version, use "ip nexthop" or "ip6 nexthop" instead',
          offset,
        )
      if (network !== undefined && network !== family)
        throw cursor.fault('evaluation', `${family} nexthop will not match`, offset)
      const type = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
      return { kind: 'opaque', text: `rt ${family} nexthop`, type }
    }
    default:
      throw cursor.fault('syntax', `syntax error, unexpected ${key}`, offset)
  }
}

function readFingerprint(cursor: Cursor): Expression {
  let text = 'osf'
  if (cursor.acceptWord('ttl')) {
    const mode = cursor.word
    if (mode !== 'loose' && mode !== 'skip') throw cursor.fault('evaluation', 'invalid ttl option')
    cursor.next()
    text += ` ttl ${mode}`
  }
  const key = cursor.word
  if (key !== 'name' && key !== 'version') throw cursor.unexpected('name or version')
  cursor.next()
  return { kind: 'opaque', text: `${text} ${key}`, type: 'string' }
}

/** `ipsec in|out [spnum N] reqid|spi|ip saddr|…` */
function readTransform(cursor: Cursor, { family }: RuleContext, offset: number): Expression {
  const direction = cursor.word
  if (direction !== 'in' && direction !== 'out') throw cursor.unexpected('in or out')
  cursor.next()
  let text = `ipsec ${direction}`
  if (cursor.acceptWord('spnum')) {
    const at = cursor.offset
    const number = cursor.takeNumber()
    if (number > 255) throw cursor.fault('evaluation', 'value too large', at)
    if (number > 0) text += ` spnum ${number}`
  }
  const key = cursor.word
  cursor.next()
  if (family !== 'ip' && family !== 'ip6' && family !== 'inet')
    throw cursor.fault('evaluation', 'ipsec expression is only valid in ip/ip6/inet tables', offset)
  if (key === 'reqid' || key === 'spi')
    return { kind: 'opaque', text: `${text} ${key}`, type: 'integer:32' }
  const side = cursor.word
  if ((key !== 'ip' && key !== 'ip6') || (side !== 'saddr' && side !== 'daddr'))
    throw cursor.unexpected('ip or ip6 or spi or reqid')
  cursor.next()
  const type = key === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
  return { kind: 'opaque', text: `${text} ${key} ${side}`, type }
}
