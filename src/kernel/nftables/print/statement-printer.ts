import { assertNever } from '../../../base/invariant.ts'
import { largestUnit } from '../model/data-size.ts'
import { formatDatum, knownType } from '../model/data-type.ts'
import { formatDuration } from '../model/duration.ts'
import type { Expression } from '../model/expression.ts'
import type { TableFamily } from '../model/selectors.ts'
import type {
  LimitStatement,
  LogStatement,
  MatchStatement,
  NatStatement,
  QuotaStatement,
  RejectStatement,
  SetUpdateStatement,
  Statement,
} from '../model/statement.ts'
import {
  formatCopy,
  formatMeter,
  formatObject,
  formatQueue,
  formatSynProxy,
  formatTransparentProxy,
} from './divert-printer.ts'
import { formatExpression, formatPattern, formatSet, formatVerdict } from './expression-printer.ts'

export interface StatementOptions {
  /** Without counts (`-s`). */
  readonly stateless?: boolean
  /** Of the table, which decides what is the default. */
  readonly family?: TableFamily
}

/** Statements as `nft list ruleset` 1.0.6 writes them. */
export function formatStatement(statement: Statement, options: StatementOptions = {}): string {
  const stateless = options.stateless ?? false
  switch (statement.kind) {
    case 'match':
      return formatMatch(statement)
    case 'verdict':
      return formatVerdict(statement.verdict)
    case 'vmap':
      return `${formatExpression(statement.key)} vmap ${formatSet(statement.set)}`
    case 'set-value':
      return `${formatExpression(statement.target)} set ${formatExpression(statement.value)}`
    case 'counter': {
      const { packets, bytes } = statement.state
      return stateless ? 'counter' : `counter packets ${packets} bytes ${bytes}`
    }
    case 'object':
      return formatObject(statement)
    case 'limit':
      return formatLimit(statement)
    case 'quota':
      return formatQuota(statement, stateless)
    case 'log':
      return formatLog(statement)
    case 'reject':
      return formatReject(statement, options.family)
    case 'nat':
      return formatNat(statement)
    case 'set-update':
      return formatSetUpdate(statement)
    case 'queue':
      return formatQueue(statement)
    case 'notrack':
      return 'notrack'
    case 'copy':
      return formatCopy(statement)
    case 'tproxy':
      return formatTransparentProxy(statement)
    case 'synproxy':
      return formatSynProxy(statement)
    case 'meter':
      return formatMeter(statement, formatStatement(statement.statement, { stateless: true }))
    case 'opaque':
      return statement.text
    default:
      return assertNever(statement)
  }
}

function formatMatch({ left, op, right }: MatchStatement): string {
  // An equals sign stands only where it says more than its absence (src/expression.c, must_print_eq_op).
  const sign = op === '' && left.kind === 'bitwise' ? '==' : op
  const plainEqual = op === '==' && !needsEquals(left, right.kind)
  const mark = sign === '' || plainEqual ? ' ' : ` ${sign} `
  if (right.kind === 'masked' && isSingleBit(right.mask)) {
    const type = knownType(right.type)
    const equals = op === '!=' ? '!=' : '=='
    return `${formatExpression(left)} & ${formatDatum(type, right.mask)} ${equals} ${formatDatum(type, right.value)}`
  }
  const pattern =
    (op === '!=' || op === '==') &&
    right.kind === 'value' &&
    knownType(right.type).style === 'flags'
      ? formatAllFlags(right.type, Number(right.value))
      : formatPattern(right)
  return `${formatExpression(left)}${mark}${pattern}`
}

/** All of several flags are not written as a list; TCP's nft then leaves as a number. */
function formatAllFlags(typeName: string, value: number): string {
  const names = formatDatum(knownType(typeName), value)
  if (!names.includes(',')) return names
  return typeName === 'tcp_flag' ? `0x${value.toString(16)}` : names.split(',').join(' | ')
}

function isSingleBit(mask: number): boolean {
  return (mask & (mask - 1)) === 0
}

function needsEquals(left: Expression, right: string): boolean {
  if (left.kind === 'bitwise') return true
  return right === 'value' && 'type' in left && knownType(left.type).style === 'flags'
}

function formatLimit({ rate, unit, per, burst, burstUnit, over }: LimitStatement): string {
  const rateText = unit === undefined ? `${rate}/${per}` : `${rate} ${unit}/${per}`
  const isDefault = unit === undefined ? burst === 5 : burst === 0
  return `limit rate ${over ? 'over ' : ''}${rateText}${isDefault ? '' : ` burst ${burst} ${burstUnit}`}`
}

function formatQuota({ bytes, over, used }: QuotaStatement, stateless: boolean): string {
  const size = largestUnit(bytes)
  const spent = largestUnit(used.bytes)
  const usedText = stateless || used.bytes === 0 ? '' : ` used ${spent.count} ${spent.unit}`
  return `quota ${over ? 'over ' : ''}${size.count} ${size.unit}${usedText}`
}

const logFlagOrder = [
  'tcp sequence,options',
  'tcp sequence',
  'tcp options',
  'ip options',
  'skuid',
  'ether',
]

function formatLog(log: LogStatement): string {
  let text = 'log'
  if (log.prefix !== undefined) text += ` prefix "${log.prefix}"`
  if (log.group !== undefined) text += ` group ${log.group}`
  if (log.snaplen !== undefined) text += ` snaplen ${log.snaplen}`
  if (log.queueThreshold !== undefined) text += ` queue-threshold ${log.queueThreshold}`
  if (log.level !== undefined) text += ` level ${log.level}`
  const flags = log.flags ?? []
  if (flags.includes('all')) return `${text} flags all`
  for (const flag of logFlagOrder) if (flags.includes(flag)) text += ` flags ${flag}`
  return text
}

/** Port unreachable in ICMP is what is meant where nothing is said (src/statement.c, reject_stmt_print). */
function formatReject(
  { with: protocol, code }: RejectStatement,
  family: TableFamily | undefined,
): string {
  if (protocol === 'tcp reset') return 'reject with tcp reset'
  const isDefault =
    (protocol === 'icmp' && code === 3) ||
    (protocol === 'icmpv6' && code === 4) ||
    (protocol === 'icmpx' && code === 1)
  const ownFamily = family === 'ip' || family === 'ip6'
  const name = knownType(`${protocol}_code`).names.get(code) ?? String(code)
  return isDefault && (ownFamily || protocol === 'icmpx')
    ? 'reject'
    : `reject with ${protocol} ${name}`
}

function formatNat({ type, family, address, port, prefix, flags }: NatStatement): string {
  let text: string = type
  if (address !== undefined || port !== undefined) {
    if (family !== undefined) text += ` ${family}`
    if (prefix) text += ' prefix'
    text += ' to'
  }
  if (address !== undefined) text += ` ${formatNatAddress(address, port !== undefined)}`
  if (port !== undefined) text += `${address === undefined ? ' ' : ''}:${formatExpression(port)}`
  return flags.length === 0 ? text : `${text} ${flags.join(',')}`
}

function formatNatAddress(address: Expression, withPort: boolean): string {
  const text = formatExpression(address)
  if (!withPort) return text
  if (address.kind === 'value' && address.type === 'ipv6_addr') return `[${text}]`
  if (address.kind === 'range' && address.type === 'ipv6_addr')
    return `[${text.replace('-', ']-[')}]`
  return text
}

function formatSetUpdate(statement: SetUpdateStatement): string {
  const { op, set, key, data, timeoutMs, comment, statements } = statement
  let body = formatExpression(key)
  if (timeoutMs !== undefined) body += ` timeout ${formatDuration(timeoutMs)}`
  if (comment !== undefined) body += ` comment "${comment}"`
  for (const inner of statements) body += ` ${formatStatement(inner, { stateless: true })}`
  if (data !== undefined) body += ` : ${formatExpression(data)}`
  return `${op} @${set} { ${body} }`
}
