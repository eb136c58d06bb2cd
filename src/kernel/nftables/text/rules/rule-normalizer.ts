import type { Expression, PayloadExpression } from '../../model/expression.ts'
import type { TableFamily } from '../../model/selectors.ts'
import type { MatchStatement, Statement } from '../../model/statement.ts'

/**
 * The rule as it comes back from the kernel: matches that a later header implies are gone (nftables src/payload.c,
 * payload_dependency_kill), and neighbouring header fields, which nft compares as one, stand in the order
 * of the header (src/rule.c, stmt_reduce).
 */
export function normalizeRule(
  statements: readonly Statement[],
  family: TableFamily,
): readonly Statement[] {
  let changed = statements
  if (statements.some((statement) => dependencyOf(statement, family) !== undefined))
    changed = withoutDependencies(resolvedTransport(statements, family), family)
  if (family === 'inet') changed = withResetDependency(changed)
  return inHeaderOrder(changed)
}

/** What a match says of the headers: a transport protocol, or a network one. */
function dependencyOf(statement: Statement, family: TableFamily): string | undefined {
  if (statement.kind !== 'match' || (statement.op !== '' && statement.op !== '==')) return undefined
  const { left, right } = statement
  if (right.kind !== 'value') return undefined
  if (left.kind === 'meta' && left.key === 'l4proto') return protocolName(right.value)
  if (left.kind === 'meta' && left.key === 'nfproto') return right.value === 2 ? 'ip' : 'ip6'
  if (left.kind === 'meta' && left.key === 'protocol') return right.value === 0x0800 ? 'ip' : 'ip6'
  if (left.kind !== 'payload') return undefined
  const own =
    (family === 'ip' && left.field === 'protocol') || (family === 'ip6' && left.field === 'nexthdr')
  return own ? protocolName(right.value) : undefined
}

const names: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
}

function protocolName(value: unknown): string | undefined {
  return typeof value === 'number' ? names[value] : undefined
}

function withoutDependencies(statements: readonly Statement[], family: TableFamily): Statement[] {
  return statements.filter((statement, index) => {
    const protocol = dependencyOf(statement, family)
    if (protocol === undefined) return true
    if (isMatchOn(statement, 'protocol')) return protocol !== family
    for (const later of statements.slice(index + 1)) {
      if (implies(later, protocol)) return false
      if (later.kind !== 'match') return true
    }
    return true
  })
}

function isMatchOn(statement: Statement, key: string): boolean {
  return statement.kind === 'match' && statement.left.kind === 'meta' && statement.left.key === key
}

/** Whether a statement can only hold for packets of this protocol. */
function implies(statement: Statement, protocol: string): boolean {
  switch (statement.kind) {
    case 'match':
      return looksAt(statement.left, protocol)
    case 'vmap':
      return looksAt(statement.key, protocol)
    case 'reject':
      return (
        (protocol === 'ip' && statement.with === 'icmp') ||
        (protocol === 'ip6' && statement.with === 'icmpv6')
      )
    default:
      return false
  }
}

function looksAt(expression: Expression, protocol: string): boolean {
  switch (expression.kind) {
    case 'payload':
      return expression.protocol === protocol
    case 'concatenation':
      return expression.parts.some((part) => looksAt(part, protocol))
    case 'bitwise':
    case 'shift':
      return looksAt(expression.operand, protocol)
    default:
      return false
  }
}

/** `th dport` behind `meta l4proto tcp` is `tcp dport`. */
function resolvedTransport(
  statements: readonly Statement[],
  family: TableFamily,
): readonly Statement[] {
  let transport: string | undefined
  return statements.map((statement) => {
    const protocol = dependencyOf(statement, family)
    if (protocol !== undefined && protocol !== 'ip' && protocol !== 'ip6') transport = protocol
    if (transport === undefined || (statement.kind !== 'match' && statement.kind !== 'vmap'))
      return statement
    return statement.kind === 'match'
      ? { ...statement, left: withTransport(statement.left, transport) }
      : { ...statement, key: withTransport(statement.key, transport) }
  })
}

function withTransport(expression: Expression, protocol: string): Expression {
  if (expression.kind === 'payload' && expression.protocol === 'th')
    return { ...expression, protocol }
  if (expression.kind !== 'concatenation') return expression
  return { ...expression, parts: expression.parts.map((part) => withTransport(part, protocol)) }
}

/** Only in inet tables the protocol that a TCP reset needs is listed. */
function withResetDependency(statements: readonly Statement[]): readonly Statement[] {
  const at = statements.findIndex(
    (statement) => statement.kind === 'reject' && statement.with === 'tcp reset',
  )
  if (at < 0) return statements
  const known = statements
    .slice(0, at)
    .some((statement) => dependencyOf(statement, 'inet') === 'tcp' || implies(statement, 'tcp'))
  if (known) return statements
  const match: MatchStatement = {
    kind: 'match',
    left: { kind: 'meta', key: 'l4proto', type: 'inet_proto' },
    op: '',
    right: { kind: 'value', type: 'inet_proto', value: 6 },
  }
  return statements.toSpliced(at, 0, match)
}

/** Pairs of fields that lie side by side and fit into one register together. */
const neighbours: Readonly<Record<string, string>> = {
  sport: 'dport',
  type: 'code',
  ttl: 'protocol',
  nexthdr: 'hoplimit',
}

function inHeaderOrder(statements: readonly Statement[]): readonly Statement[] {
  let changed: Statement[] | undefined
  for (let index = 0; index + 1 < statements.length; index += 1) {
    const first = plainField((changed ?? statements)[index])
    const second = plainField((changed ?? statements)[index + 1])
    if (first === undefined || second?.protocol !== first.protocol) continue
    if (neighbours[second.field] !== first.field) continue
    changed ??= [...statements]
    const [left, right] = changed.slice(index, index + 2)
    if (left !== undefined && right !== undefined) changed.splice(index, 2, right, left)
  }
  return changed ?? statements
}

function plainField(statement: Statement | undefined): PayloadExpression | undefined {
  if (statement?.kind !== 'match' || statement.right.kind !== 'value') return undefined
  if (statement.op !== '' && statement.op !== '==') return undefined
  return statement.left.kind === 'payload' ? statement.left : undefined
}
