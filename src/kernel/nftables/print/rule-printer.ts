import type { TableFamily } from '../model/selectors.ts'
import type { Statement } from '../model/statement.ts'
import { formatStatement } from './statement-printer.ts'

/** A rule on one line, without its handle. */
export function formatRule(
  rule: {
    readonly statements: readonly Statement[]
    readonly comment: string | undefined
    readonly dumpText?: string | undefined
  },
  family: TableFamily,
  stateless = false,
): string {
  if (rule.dumpText !== undefined && !stateless) return rule.dumpText
  const options = { family, stateless }
  const text = rule.statements.map((statement) => formatStatement(statement, options)).join(' ')
  return rule.comment === undefined ? text : `${text} comment "${rule.comment}"`
}
