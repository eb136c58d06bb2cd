import { assertNever } from '../../../base/invariant.ts'
import { largestUnit } from '../model/data-size.ts'
import { knownType } from '../model/data-type.ts'
import { formatDuration } from '../model/duration.ts'
import type { Expression } from '../model/expression.ts'
import type {
  LimitStatement,
  LogStatement,
  MatchStatement,
  NatStatement,
  QueueStatement,
  QuotaStatement,
  RejectStatement,
  SetUpdateStatement,
  Statement,
} from '../model/statement.ts'
import { formatExpression, formatPattern, formatSet, formatVerdict } from './expression-printer.ts'

/** Statements as `nft list ruleset` 1.0.6 writes them; `stateless`: without counts (`-s`). */
export function formatStatement(statement: Statement, stateless = false): string {
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
      return `${statement.type} name "${statement.name}"`
    case 'limit':
      return formatLimit(statement)
    case 'quota':
      return formatQuota(statement, stateless)
    case 'log':
      return formatLog(statement)
    case 'reject':
      return formatReject(statement)
    case 'nat':
      return formatNat(statement)
    case 'set-update':
      return formatSetUpdate(statement)
    case 'queue':
      return formatQueue(statement)
    case 'notrack':
      return 'notrack'
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
  const pattern =
    op === '!=' && right.kind === 'value' && knownType(right.type).style === 'flags'
      ? formatPattern(right).split(',').join(' | ')
      : formatPattern(right)
  return `${formatExpression(left)}${mark}${pattern}`
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
function formatReject({ with: protocol, code }: RejectStatement): string {
  if (protocol === 'tcp reset') return 'reject with tcp reset'
  const isDefault =
    (protocol === 'icmp' && code === 3) ||
    (protocol === 'icmpv6' && code === 4) ||
    (protocol === 'icmpx' && code === 1)
  if (isDefault && protocol !== 'icmpx') return 'reject'
  const name = knownType(`${protocol}_code`).names.get(code) ?? String(code)
  return isDefault ? 'reject' : `reject with ${protocol} ${name}`
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
  for (const inner of statements) body += ` ${formatStatement(inner, true)}`
  if (data !== undefined) body += ` : ${formatExpression(data)}`
  return `${op} @${set} { ${body} }`
}

function formatQueue({ from, to, flags }: QueueStatement): string {
  const flagText = flags.length === 0 ? '' : ` flags ${flags.join(',')}`
  return `queue${flagText} to ${from === to ? from : `${from}-${to}`}`
}
