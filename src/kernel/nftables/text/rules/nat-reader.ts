import { knownType, parseDatum } from '../../model/data-type.ts'
import { intervalConstant } from '../../model/element-order.ts'
import type { Expression, RangeConstant } from '../../model/expression.ts'
import type { NatFlag, NatStatement, RejectStatement } from '../../model/statement.ts'
import { readConstant } from '../expressions/constant-reader.ts'
import { readValueExpression } from '../expressions/expression-reader.ts'
import type { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import type { RuleContext } from './rule-context.ts'

/** `dnat [ip|ip6] [addr . port|prefix] to …`, `snat …`, `masquerade [to :ports]`, `redirect [to :port]`, with flags. */
export function readNat(cursor: Cursor, context: RuleContext): NatStatement {
  const offset = cursor.offset
  const type = cursor.word as NatStatement['type']
  cursor.next()
  if (context.family === 'arp' || context.family === 'bridge' || context.family === 'netdev')
    throw cursor.fault('evaluation', 'NAT is only supported for IPv4/IPv6', offset)
  const written = cursor.acceptWord('ip') ? 'ip' : cursor.acceptWord('ip6') ? 'ip6' : undefined
  const network = natNetwork(context)
  if (written !== undefined && network !== undefined && written !== network)
    throw cursor.fault(
      'evaluation',
      `conflicting protocols specified: ${network} vs. ${written}. You must specify ip or ip6 family in nat statement`,
      offset,
    )
  const addressAndPort = readAddressAndPort(cursor)
  const prefix = cursor.acceptWord('prefix')
  const family = written ?? network
  let address: Expression | undefined
  let port: Expression | undefined
  if (family === undefined && context.family === 'inet' && namesAddress(cursor))
    throw cursor.fault(
      'evaluation',
      'ip or ip6 must be specified with address for inet tables.',
      offset,
    )
  let targetAt = offset
  if (cursor.acceptWord('to') || (addressAndPort && cursor.acceptMark(':'))) {
    targetAt = cursor.offset
    if (type === 'masquerade' || type === 'redirect') port = readPort(cursor, context)
    else
      ({ address, port } = readTarget(
        cursor,
        context,
        family,
        addressAndPort || written !== undefined,
      ))
  } else if (type === 'dnat' || type === 'snat') throw cursor.unexpected('to')
  if (context.family === 'inet' && address !== undefined && family === undefined)
    throw cursor.fault(
      'evaluation',
      'ip or ip6 must be specified with address for inet tables.',
      offset,
    )
  if (isConcatenated(address)) checkTransport(cursor, context, targetAt)
  const flags = readNatFlags(cursor)
  const ofFamily = type === 'dnat' || type === 'snat'
  const keepFamily =
    ofFamily && (context.family === 'inet' || addressAndPort || prefix || isWide(address, context))
  return {
    kind: 'nat',
    type,
    family: keepFamily ? family : undefined,
    address: address?.kind === 'range' ? asPrefix(address) : address,
    port,
    prefix,
    flags,
  }
}

/** A range that is a prefix is listed as one. */
function asPrefix(range: RangeConstant): Expression {
  return intervalConstant(knownType(range.type), range.from, range.to)
}

function natNetwork({ known }: RuleContext): 'ip' | 'ip6' | undefined {
  return known?.network === 'ip' || known?.network === 'ip6' ? known.network : undefined
}

/** `to` an address, not to a port alone. */
function namesAddress(cursor: Cursor): boolean {
  const { offset } = cursor
  const named = cursor.acceptWord('to') && cursor.kind === tokenKind.value
  cursor.seek(offset)
  return named
}

/** A map that gives more than one address: a port besides, or a range. */
function isWide(address: Expression | undefined, context: RuleContext): boolean {
  if (address?.kind !== 'map') return false
  if (isConcatenated(address)) return true
  const { set } = address
  if (set.kind === 'named') return context.set(set.name)?.dataInterval === true
  return set.elements.some(({ data }) => data?.kind === 'range' || data?.kind === 'prefix')
}

function isConcatenated(address: Expression | undefined): boolean {
  return address?.kind === 'map' && address.type.includes(' . ')
}

function readAddressAndPort(cursor: Cursor): boolean {
  if (!cursor.acceptWord('addr')) return false
  cursor.expectMark('.')
  cursor.expectWord('port')
  return true
}

function readTarget(
  cursor: Cursor,
  context: RuleContext,
  family: 'ip' | 'ip6' | undefined,
  mayHavePort: boolean,
): { address: Expression | undefined; port: Expression | undefined } {
  if (cursor.isMark(':')) return { address: undefined, port: readPort(cursor, context) }
  if (family === undefined && cursor.kind !== tokenKind.value)
    throw cursor.fault(
      'evaluation',
      "specify `dnat ip' or 'dnat ip6' in inet table to disambiguate",
    )
  const type =
    (family ?? (cursor.word.includes(':') ? 'ip6' : 'ip')) === 'ip' ? 'ipv4_addr' : 'ipv6_addr'
  if (cursor.kind === tokenKind.value) {
    const address = readConstant(cursor, knownType(type))
    return { address, port: cursor.isMark(':') ? readPort(cursor, context) : undefined }
  }
  const types = mayHavePort || cursor.kind === tokenKind.word ? [type, 'inet_service'] : [type]
  const address = readMapped(cursor, context, types)
  return { address, port: cursor.isMark(':') ? readPort(cursor, context) : undefined }
}

/** A map may give an address alone where `ip` was written without `addr . port`: its elements tell. */
function readMapped(cursor: Cursor, context: RuleContext, types: readonly string[]): Expression {
  const offset = cursor.offset
  const single = types.slice(0, 1)
  if (types.length === 1) return readValueExpression(cursor, context, single)
  const named = namedMapTypes(cursor, context)
  if (named !== undefined) return readValueExpression(cursor, context, named)
  try {
    return readValueExpression(cursor, context, types)
  } catch (error) {
    cursor.seek(offset)
    try {
      return readValueExpression(cursor, context, single)
    } catch {
      throw error
    }
  }
}

/** The data types of the named map that a `… map @name` looks into. */
function namedMapTypes(cursor: Cursor, context: RuleContext): readonly string[] | undefined {
  const offset = cursor.offset
  let types: readonly string[] | undefined
  while (!cursor.atStatementEnd) {
    if (cursor.acceptWord('map')) {
      if (cursor.acceptMark('@')) types = context.set(cursor.word)?.dataTypes
      break
    }
    cursor.next()
  }
  cursor.seek(offset)
  return types
}

function readPort(cursor: Cursor, context: RuleContext): Expression {
  cursor.expectMark(':')
  checkTransport(cursor, context, cursor.offset)
  return readValueExpression(cursor, context, ['inet_service'])
}

function checkTransport(cursor: Cursor, { known }: RuleContext, offset: number): void {
  if (known?.transport !== undefined) return
  throw cursor.fault(
    'evaluation',
    'transport protocol mapping is only valid after transport protocol match',
    offset,
  )
}

const natFlags: readonly NatFlag[] = ['random', 'fully-random', 'persistent']

function readNatFlags(cursor: Cursor): readonly NatFlag[] {
  const flags = new Set<NatFlag>()
  for (;;) {
    const flag = natFlags.find((candidate) => cursor.isWord(candidate))
    if (flag === undefined) break
    flags.add(flag)
    cursor.next()
    cursor.acceptMark(',')
  }
  return natFlags.filter((flag) => flags.has(flag))
}

/** `reject`, with the default of the family, or `with` something. */
export function readReject(cursor: Cursor, context: RuleContext): RejectStatement {
  const offset = cursor.offset
  cursor.next()
  if (!cursor.acceptWord('with')) return defaultReject(cursor, context, offset)
  if (cursor.acceptWord('tcp')) {
    cursor.expectWord('reset')
    return tcpReset(cursor, context, offset)
  }
  const protocol = cursor.word
  if (protocol !== 'icmp' && protocol !== 'icmpv6' && protocol !== 'icmpx')
    throw cursor.unexpected('icmp or icmpv6 or icmpx or tcp')
  cursor.next()
  cursor.acceptWord('type')
  const type = knownType(`${protocol}_code`)
  const codeOffset = cursor.offset
  const code = parseDatum(type, cursor.word)
  if (typeof code !== 'number')
    throw cursor.fault('evaluation', `Could not parse ${type.description}`)
  cursor.next()
  const network = context.known?.network
  checkRejected(cursor, context, offset)
  if (protocol === 'icmpx' && (context.family === 'ip' || context.family === 'ip6'))
    throw cursor.fault('evaluation', 'abstracted ICMP unreachable not supported', codeOffset)
  if ((protocol === 'icmp' && network === 'ip6') || (protocol === 'icmpv6' && network === 'ip'))
    throw cursor.fault('evaluation', `conflicting protocols specified: ip vs ip6`, codeOffset)
  if (protocol !== 'icmpx')
    requireNetwork(cursor, context, protocol === 'icmp' ? 'ip' : 'ip6', offset)
  return { kind: 'reject', with: protocol, code }
}

/** Only TCP can be reset: where no match says that it is TCP, one is put at the head of the rule (src/evaluate.c, stmt_reject_gen_dependency). */
function tcpReset(cursor: Cursor, context: RuleContext, offset: number): RejectStatement {
  const { known, head } = context
  checkRejected(cursor, context, offset)
  if (known !== undefined && known.transport === undefined) {
    const needed = known.require('tcp', 'dport')
    if (typeof needed === 'string') throw cursor.fault('evaluation', needed, offset)
    head.push(...(needed ?? []))
  } else if (known?.transport !== 'tcp')
    throw cursor.fault('evaluation', 'you cannot use tcp reset with this protocol', offset)
  return { kind: 'reject', with: 'tcp reset', code: 0 }
}

function checkRejected(cursor: Cursor, { family, known }: RuleContext, offset: number): void {
  if (family === 'arp') throw cursor.fault('evaluation', 'cannot use reject with arp', offset)
  const network = known?.network
  if (
    (family === 'bridge' || family === 'netdev') &&
    network !== undefined &&
    network !== 'ip' &&
    network !== 'ip6'
  )
    throw cursor.fault('evaluation', 'cannot reject this network family', offset)
}

function requireNetwork(
  cursor: Cursor,
  { known, head }: RuleContext,
  network: 'ip' | 'ip6',
  offset: number,
): void {
  if (known === undefined || known.network !== undefined) return
  const needed = known.require(network, '')
  if (typeof needed === 'string') throw cursor.fault('evaluation', needed, offset)
  head.push(...(needed ?? []))
}

/** Port unreachable (nftables src/evaluate.c, stmt_evaluate_reject_default). */
function defaultReject(cursor: Cursor, context: RuleContext, offset: number): RejectStatement {
  checkRejected(cursor, context, offset)
  const network = context.known?.network
  if (network === 'ip') return { kind: 'reject', with: 'icmp', code: 3 }
  if (network === 'ip6') return { kind: 'reject', with: 'icmpv6', code: 4 }
  return { kind: 'reject', with: 'icmpx', code: 1 }
}
