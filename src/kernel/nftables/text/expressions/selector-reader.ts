import { entryOf } from '../../../../base/entry-of.ts'
import type { Expression } from '../../model/expression.ts'
import { bareMetaKeys, connectionKeys, metaKeys, payloadFields } from '../../model/selectors.ts'
import type { RuleContext } from '../rules/rule-context.ts'
import type { Cursor } from '../words/cursor.ts'

/** Whether the current word begins an expression that looks at the packet. */
export function beginsSelector(cursor: Cursor): boolean {
  if (cursor.isMark('@')) return true
  return selectorWords.has(cursor.word)
}

const selectorWords: ReadonlySet<string> = new Set([
  ...Object.keys(payloadFields),
  ...bareMetaKeys,
  'meta',
  'ct',
  'fib',
  'numgen',
])

/** One selector: `ip saddr`, `meta mark`, `ct original ip saddr`, `fib daddr . iif type`, `numgen random mod 3` … */
export function readSelector(cursor: Cursor, context: RuleContext): Expression {
  if (cursor.isMark('@')) return readRaw(cursor, context)
  const word = cursor.word
  switch (word) {
    case 'meta': {
      const { offset } = cursor
      cursor.next()
      return readMeta(cursor, offset)
    }
    case 'ct':
      cursor.next()
      return readConnection(cursor, context)
    case 'fib':
      cursor.next()
      return readFib(cursor)
    case 'numgen':
      cursor.next()
      return readNumberGenerator(cursor)
    default:
      if (bareMetaKeys.has(word)) return readMeta(cursor)
      return readPayload(cursor, context)
  }
}

/** Bits of a header by their place; those that have a name get it, as nft names them. */
const namedBits: Readonly<Record<string, readonly [string, string, string]>> = {
  '@nh,96,32': ['ip', 'saddr', 'ipv4_addr'],
  '@nh,128,32': ['ip', 'daddr', 'ipv4_addr'],
  '@nh,72,8': ['ip', 'protocol', 'inet_proto'],
  '@th,0,16': ['th', 'sport', 'inet_service'],
  '@th,16,16': ['th', 'dport', 'inet_service'],
}

/** `@th,16,16` */
function readRaw(cursor: Cursor, { known }: RuleContext): Expression {
  cursor.next()
  const base = cursor.word
  if (base !== 'll' && base !== 'nh' && base !== 'th' && base !== 'ih')
    throw cursor.unexpected('ll or nh or th')
  cursor.next()
  cursor.expectMark(',')
  const offset = cursor.takeNumber()
  cursor.expectMark(',')
  const bits = cursor.takeNumber()
  const text = `@${base},${offset},${bits}`
  const named = entryOf(namedBits, text)
  if (named === undefined) return { kind: 'opaque', text, type: `raw:${bits}` }
  const [protocol, field, type] = named
  // Of a packet of either family nobody knows what stands there.
  if (protocol === 'ip' && known?.network !== 'ip')
    return { kind: 'opaque', text, type: `raw:${bits}` }
  return { kind: 'payload', protocol, field, type }
}

function readMeta(cursor: Cursor, offset: number = cursor.offset): Expression {
  const key = cursor.word
  const type = entryOf(metaKeys, key)
  if (type === undefined)
    throw cursor.fault(
      'syntax',
      `syntax error, unexpected ${key}, known keys are ${Object.keys(metaKeys).join(', ')}`,
      offset,
    )
  cursor.next()
  return { kind: 'meta', key, type }
}

function readConnection(cursor: Cursor, { known }: RuleContext): Expression {
  const direction = cursor.acceptWord('original')
    ? 'original'
    : cursor.acceptWord('reply')
      ? 'reply'
      : undefined
  const key = cursor.word
  if (key === 'ip' || key === 'ip6') {
    cursor.next()
    const field = cursor.takeName('saddr or daddr')
    const type = connectionKeys[`${key} ${field}`]
    if (type === undefined) throw cursor.unexpected('saddr or daddr')
    return { kind: 'ct', key: `${key} ${field}`, direction, type }
  }
  if (key === 'saddr' || key === 'daddr')
    throw cursor.fault('evaluation', 'specify either ip or ip6 for address matching')
  const type = entryOf(connectionKeys, key)
  if (type === undefined) throw cursor.unexpected(undefined)
  cursor.next()
  // A port is one only of a protocol that is known to have ports.
  if (key.startsWith('proto-') && known !== undefined && known.transport === undefined)
    throw cursor.fault('evaluation', "Can't parse symbolic invalid expressions")
  return { kind: 'ct', key, direction, type }
}

const fibFlagOrder = ['saddr', 'daddr', 'mark', 'iif', 'oif']

function readFib(cursor: Cursor): Expression {
  const flags = new Set<string>()
  do {
    const offset = cursor.offset
    const flag = cursor.takeName('saddr, daddr, mark, iif or oif')
    if (!fibFlagOrder.includes(flag))
      throw cursor.fault('syntax', `syntax error, unexpected ${flag}`, offset)
    flags.add(flag)
  } while (cursor.acceptMark('.'))
  const result = cursor.word
  if (result !== 'type' && result !== 'oif' && result !== 'oifname')
    throw cursor.unexpected('oif or oifname or type')
  cursor.next()
  return {
    kind: 'fib',
    flags: fibFlagOrder.filter((flag) => flags.has(flag)),
    result,
    type: result === 'type' ? 'fib_addrtype' : result === 'oif' ? 'iface_index' : 'ifname',
  }
}

function readNumberGenerator(cursor: Cursor): Expression {
  const mode = cursor.word
  if (mode !== 'random' && mode !== 'inc') throw cursor.unexpected('random or inc')
  cursor.next()
  const modulus = readModulus(cursor)
  const offset = cursor.acceptWord('offset') ? cursor.takeNumber() : 0
  return { kind: 'numgen', mode, modulus, offset, type: 'integer' }
}

export function readModulus(cursor: Cursor): number {
  cursor.expectWord('mod')
  const offset = cursor.offset
  const modulus = cursor.takeNumber()
  // The kernel refuses 0 (net/netfilter/nft_numgen.c, nft_hash.c: ERANGE).
  if (modulus > 0xffff_ffff) throw cursor.fault('kernel', 'Numerical result out of range', offset)
  if (modulus < 1) throw cursor.unexpected(undefined)
  return modulus
}

function readPayload(cursor: Cursor, context: RuleContext): Expression {
  const offset = cursor.offset
  const protocol = cursor.word
  const fields = entryOf(payloadFields, protocol) ?? {}
  cursor.next()
  const field = readFieldName(cursor, protocol)
  const type = entryOf(fields, field)
  if (type === undefined) throw cursor.unexpected(Object.keys(fields).slice(0, 6).join(' or '))
  cursor.next()
  requireHeader(cursor, context, protocol, field, offset)
  return { kind: 'payload', protocol, field, type }
}

/** One word, but for `arp saddr ip`; it is the current one still. */
function readFieldName(cursor: Cursor, protocol: string): string {
  const { word } = cursor
  if (protocol === 'vlan' && word === 'cfi') return 'dei'
  if (protocol !== 'arp' || (word !== 'saddr' && word !== 'daddr')) return word
  cursor.next()
  return `${word} ${cursor.word}`
}

/** A header can only be looked at where matches say that it is there: they are put before the statement. */
function requireHeader(
  cursor: Cursor,
  { known, before, listed }: RuleContext,
  protocol: string,
  field: string,
  offset: number,
): void {
  const needed = known?.require(protocol, field)
  if (needed === undefined) return
  // What nft lists it does not always read again.
  if (typeof needed === 'string') {
    if (listed === true) return
    throw cursor.fault('evaluation', needed, offset)
  }
  before.push(...needed)
}
