import type { Expression } from '../../model/expression.ts'
import type { TableFamily } from '../../model/selectors.ts'
import type { Statement } from '../../model/statement.ts'
import type { Cursor } from '../words/cursor.ts'
import type { RuleContext } from './rule-context.ts'
import { normalizeRule } from './rule-normalizer.ts'
import { readStatement } from './statement-reader.ts'

/** NFTNL_UDATA_COMMENT_MAXLEN, libnftnl: what a comment may be long, for rules, elements, chains, sets and tables alike. */
export const commentLengthMax = 128

/** More statements than this in one rule are refused (NFT_RULE_MAXEXPRS, net/netfilter/nf_tables_api.c). */
const statementCountMax = 128

export interface RuleBody {
  readonly statements: readonly Statement[]
  readonly comment: string | undefined
  /** Where the first update of a set stands in the text. */
  readonly updateAt?: number | undefined
}

/** A rule's statements and comment, up to the end of its line. */
export function readRuleBody(cursor: Cursor, context: RuleContext): RuleBody {
  const statements: Statement[] = []
  const start = cursor.offset
  let terminal = false
  let updateAt: number | undefined
  let connectionAt: number | undefined
  while (!cursor.atStatementEnd && !cursor.isWord('comment')) {
    const offset = cursor.offset
    const statement = readStatement(cursor, context)
    if (terminal)
      throw cursor.fault('evaluation', 'Statement after terminal statement has no effect', offset)
    terminal = isTerminal(statement)
    if (context.before.length > 0) statements.push(...context.before.splice(0))
    statements.push(statement)
    if (context.head.length > 0) statements.unshift(...context.head.splice(0))
    context.known?.note(statement)
    if (statement.kind === 'set-update') updateAt ??= offset
    if (withoutConnections.has(context.family) && asksConnection(statement)) connectionAt ??= offset
  }
  if (statements.length === 0) throw cursor.unexpected(undefined)
  if (statements.length > statementCountMax) throw cursor.fault('kernel', 'Invalid argument', start)
  const comment = cursor.acceptWord('comment') ? readComment(cursor) : undefined
  if (!cursor.atStatementEnd) throw cursor.unexpected('end of file or newline or semicolon')
  if (connectionAt !== undefined) throw cursor.fault('kernel', 'Protocol error', connectionAt)
  return { statements: normalizeRule(statements, context.family), comment, updateAt }
}

/** Families whose packets conntrack does not see (nf_ct_netns_get). */
const withoutConnections: ReadonlySet<TableFamily> = new Set(['arp', 'netdev'])

function asksConnection(statement: Statement): boolean {
  switch (statement.kind) {
    case 'match':
      return isConnection(statement.left)
    case 'vmap':
      return isConnection(statement.key)
    case 'set-value':
      return isConnection(statement.target) || isConnection(statement.value)
    default:
      return false
  }
}

function isConnection(expression: Expression): boolean {
  if (expression.kind === 'bitwise') return isConnection(expression.operand)
  return expression.kind === 'ct'
}

export function readComment(cursor: Cursor): string {
  const offset = cursor.offset
  const comment = cursor.takeString()
  if (Buffer.byteLength(comment) > commentLengthMax)
    throw cursor.fault(
      'evaluation',
      `comment too long, ${commentLengthMax} characters maximum allowed`,
      offset,
    )
  return comment
}

/** Nothing after it is ever reached (nftables src/evaluate.c, STMT_F_TERMINAL). */
function isTerminal(statement: Statement): boolean {
  switch (statement.kind) {
    case 'verdict':
      return statement.verdict.kind !== 'continue'
    case 'reject':
    case 'nat':
    case 'queue':
      return true
    case 'copy':
      return statement.type === 'fwd'
    default:
      return false
  }
}
