import { UserError } from '../../../base/user-error.ts'
import type { Family } from '../../../packet/address.ts'
import { isTableName, type TableName, tableNames } from '../model/tables.ts'
import { RuleReader } from '../text/rule-reader.ts'
import { printRule } from '../text/rule-writer.ts'
import { Words } from '../text/words.ts'
import { readCommand } from './command-reader.ts'
import { runCommand } from './draft-commands.ts'
import type { TableOwner } from './live-sink.ts'
import type { Complain, RuleCommand } from './restore-sink.ts'
import { checkRule } from './rule-check.ts'
import { TableDraft } from './table-draft.ts'

/**
 * Does one command of `iptables`, as it stands on a command line (without the program's name).
 * `ifMissing`: not if the chain or rule that it brings is there already.
 */
export function runCommandLine(
  text: string,
  family: Family,
  owner: TableOwner,
  ifMissing: boolean,
): void {
  const fail = (message: string, _line: number, column: number) =>
    new UserError('E_IPTABLES', message, { file: `iptables ${text}`, line: 1, column })
  const complain: Complain = (found, expected) => {
    throw fail(`found ${found}, expected ${expected}`, 1, 1)
  }
  const words = new Words(fail)
  words.split(text, 0, text.length, 1)
  const table = takeTable(words, complain)
  const draft = new TableDraft(owner.tableFor(table))
  for (const command of readCommand(words, 0, new RuleReader(family, words), complain)) {
    if (ifMissing && isThere(draft, command)) continue
    if ('rule' in command) checkRule(table, command.chain, command.rule, complain)
    runCommand(draft, command, complain)
  }
  owner.commit(draft, complain)
}

function isThere(draft: TableDraft, command: RuleCommand): boolean {
  if (command.kind === 'new-chain') return draft.has(command.chain)
  if (command.kind !== 'insert' && command.kind !== 'append') return false
  const text = printRule(command.rule)
  return draft.rulesOf(command.chain).some((rule) => printRule(rule) === text)
}

/** `-t nat`, or filter; the words left are the command. */
function takeTable(words: Words, complain: Complain): TableName {
  const at = words.values.slice(0, words.count).findIndex((w) => w === '-t' || w === '--table')
  if (at < 0) return 'filter'
  const name = words.values[at + 1] ?? ''
  if (at + 1 >= words.count || !isTableName(name))
    return complain(`the table "${name}"`, `one of ${tableNames.join(', ')}`)
  words.values.splice(at, 2)
  words.starts.splice(at, 2)
  words.count -= 2
  return name
}
