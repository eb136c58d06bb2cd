import { knownType } from '../../model/data-type.ts'
import type { Expression } from '../../model/expression.ts'
import type {
  CopyStatement,
  MeterStatement,
  QueueStatement,
  Statement,
  SynProxyStatement,
  TransparentProxyStatement,
} from '../../model/statement.ts'
import { readConstant } from '../expressions/constant-reader.ts'
import { readDurationMs } from '../expressions/duration.ts'
import {
  beginsSelector,
  readExpression,
  readValueExpression,
} from '../expressions/expression-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import type { RuleContext } from './rule-context.ts'

/** Statements that send packets another way, which this emulator reads and prints only. */

/** `dup to ADDRESS|DEVICE [device DEVICE]`, `fwd [ip|ip6] to [ADDRESS device] DEVICE` */
export function readCopy(cursor: Cursor, context: RuleContext): CopyStatement {
  const { offset } = cursor
  const { family } = context
  const type = cursor.word as CopyStatement['type']
  cursor.next()
  const written = cursor.acceptWord('ip') ? 'ip' : cursor.acceptWord('ip6') ? 'ip6' : undefined
  cursor.expectWord('to')
  const isDevice = type === 'fwd' ? written === undefined : family === 'netdev'
  const addressType = (written ?? family) === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'
  const target = readValueExpression(cursor, context, [isDevice ? 'iface_index' : addressType])
  const device = cursor.acceptWord('device')
    ? readValueExpression(cursor, context, ['iface_index'])
    : undefined
  const wrongFamily =
    type === 'fwd'
      ? family !== 'netdev'
      : family !== 'ip' && family !== 'ip6' && family !== 'netdev'
  if (wrongFamily) throw cursor.fault('evaluation', 'unsupported family', offset)
  return type === 'fwd' && isDevice
    ? { kind: 'copy', type, family: undefined, address: undefined, device: target }
    : { kind: 'copy', type, family: written, address: target, device }
}

/** `tproxy [ip|ip6] to [ADDRESS][:PORT]` */
export function readTransparentProxy(
  cursor: Cursor,
  context: RuleContext,
): TransparentProxyStatement {
  const { offset } = cursor
  cursor.next()
  const written = cursor.acceptWord('ip') ? 'ip' : cursor.acceptWord('ip6') ? 'ip6' : undefined
  cursor.expectWord('to')
  const { family } = context
  const addressFamily = written ?? (family === 'ip6' || cursor.word.includes(':') ? 'ip6' : 'ip')
  let address: Expression | undefined
  if (cursor.kind === tokenKind.value)
    address = readConstant(cursor, knownType(addressFamily === 'ip' ? 'ipv4_addr' : 'ipv6_addr'))
  const port = cursor.acceptMark(':')
    ? readValueExpression(cursor, context, ['inet_service'])
    : undefined
  if (address === undefined && port === undefined) throw cursor.unexpected(undefined)
  checkTransparentProxy(cursor, context, written, address, offset)
  return { kind: 'tproxy', family: family === 'inet' ? written : undefined, address, port }
}

function checkTransparentProxy(
  cursor: Cursor,
  { family, known }: RuleContext,
  written: 'ip' | 'ip6' | undefined,
  address: Expression | undefined,
  offset: number,
): void {
  if (known !== undefined && known.transport === undefined)
    throw cursor.fault(
      'evaluation',
      'Transparent proxy support requires transport protocol match',
      offset,
    )
  if (family === 'inet' && written === undefined && address !== undefined)
    throw cursor.fault(
      'evaluation',
      'ip or ip6 must be specified with address for inet tables.',
      offset,
    )
  const network = known?.network
  if (written !== undefined && network !== undefined && network !== written)
    throw cursor.fault(
      'evaluation',
      `conflicting protocols specified: ${network} vs. ${written}. You must specify ip or ip6 family in tproxy statement`,
      offset,
    )
}

/** `synproxy [name "x"|mss 1460 wscale 7 timestamp sack-perm]` */
export function readSynProxy(cursor: Cursor, context: RuleContext): Statement {
  cursor.next()
  if (cursor.acceptWord('name')) return readObjectName(cursor, context, 'synproxy')
  return readSynProxyBody(cursor)
}

export function readSynProxyBody(cursor: Cursor): SynProxyStatement {
  let mss: number | undefined
  let wscale: number | undefined
  const flags = new Set<'timestamp' | 'sack-perm'>()
  for (;;) {
    if (cursor.acceptWord('mss')) mss = cursor.takeNumber()
    else if (cursor.acceptWord('wscale')) wscale = cursor.takeNumber()
    else if (cursor.acceptWord('timestamp')) flags.add('timestamp')
    else if (cursor.acceptWord('sack-perm') || cursor.acceptWord('sack-permitted'))
      flags.add('sack-perm')
    else break
  }
  return { kind: 'synproxy', mss, wscale, flags: [...flags].sort().reverse() }
}

/** The name of an object, or a map that gives one. */
export function readObjectName(
  cursor: Cursor,
  context: RuleContext,
  type: Extract<Statement, { kind: 'object' }>['type'],
): Statement {
  if (cursor.kind === tokenKind.quoted || !beginsSelector(cursor))
    return { kind: 'object', type, name: cursor.takeString() }
  const { offset } = cursor
  const name = readValueExpression(cursor, context, ['string'])
  if (name.kind !== 'map') throw cursor.fault('syntax', 'syntax error, unexpected newline', offset)
  return { kind: 'object', type, name }
}

/** `queue [num N[-M]] [bypass,fanout]`, `queue [flags …] to N|EXPRESSION` */
export function readQueue(cursor: Cursor, context: RuleContext): QueueStatement {
  cursor.next()
  const flags = new Set<'bypass' | 'fanout'>()
  let number: Expression = { kind: 'value', type: 'integer:16', value: 0 }
  for (;;) {
    if (cursor.acceptWord('num') || cursor.acceptWord('to'))
      number = readValueExpression(cursor, context, ['integer:16'])
    else if (cursor.acceptWord('flags') || cursor.acceptMark(',')) continue
    else if (cursor.acceptWord('bypass')) flags.add('bypass')
    else if (cursor.acceptWord('fanout')) flags.add('fanout')
    else return { kind: 'queue', number, flags: [...flags].sort() }
  }
}

/** `meter NAME [size N] { KEY [timeout T] STATEMENT }`; `flow table` is its older name. */
export function readMeter(
  cursor: Cursor,
  context: RuleContext,
  readStatement: (cursor: Cursor, context: RuleContext) => Statement,
): MeterStatement {
  cursor.next()
  cursor.acceptWord('table')
  const name = cursor.takeName('string')
  const size = cursor.acceptWord('size') ? cursor.takeNumber() : 65_535
  cursor.expectMark('{')
  const key = readExpression(cursor, context)
  const timeoutMs = cursor.acceptWord('timeout') ? readDurationMs(cursor) : undefined
  const statement = readStatement(cursor, context)
  cursor.expectMark('}')
  return { kind: 'meter', name, size, key, timeoutMs, statement }
}
