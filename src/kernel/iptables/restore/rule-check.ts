import type { Rule } from '../model/rule.ts'
import { builtinChain, type TableName } from '../model/tables.ts'
import type { Complain } from './restore-sink.ts'

/** What can be said against a rule before its table is complete: its target, its interfaces. */
export function checkRule(
  table: TableName,
  chain: string,
  { action, header }: Rule,
  complain: Complain,
): void {
  if (action.kind === 'target' && action.target.tables?.includes(table) === false)
    complain(
      `-j ${action.target.name} in table ${table}`,
      `it in table ${action.target.tables.join(' or ')} only`,
    )
  if ((action.kind === 'jump' || action.kind === 'goto') && builtinChain(table, action.chain))
    complain(
      `a jump from ${chain} to the built-in chain ${action.chain}`,
      'a jump to a chain of your own',
    )
  const hook = builtinChain(table, chain)?.hook
  // generic_opt_check and check_inverse of iptables/xshared.c, for built-in chains alone.
  if (header.inputInterface !== undefined && (hook === 'output' || hook === 'postrouting'))
    complain(`-i in ${chain}`, 'a packet that came in: this chain sees what goes out')
  if (header.outputInterface !== undefined && (hook === 'prerouting' || hook === 'input'))
    complain(`-o in ${chain}`, 'a packet that goes out: this chain sees what comes in')
}
