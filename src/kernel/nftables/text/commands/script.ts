import { UserError } from '../../../../base/user-error.ts'
import type { Ruleset } from '../../ruleset/table.ts'
import { Transaction } from '../../transaction/transaction.ts'
import { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { Source } from '../words/source.ts'
import { noPlaces } from './command-places.ts'
import { readCommand } from './command-reader.ts'
import { replaceDefinitions } from './definitions.ts'
import { FirstFault } from './first-fault.ts'

/** Longer texts are refused before they are read. */
export const scriptLengthMax = 256 * 1024 * 1024

export interface ScriptOptions {
  readonly file: string
  readonly nowMs: number
  /** Keep handles, as a dump has them. */
  readonly dump?: boolean
  /** Keep the spelling of rules, too. */
  readonly keepSpelling?: boolean
}

/**
 * Runs nft text against a ruleset, all or nothing. The transaction can still be rolled back.
 * @throws UserError E_NFT (with nft's reason and place), E_LIMIT, E_UNSUPPORTED; the ruleset is then as before
 */
export function runScript(ruleset: Ruleset, text: string, options: ScriptOptions): Transaction {
  if (text.length > scriptLengthMax)
    throw new UserError(
      'E_LIMIT',
      `the text has ${text.length} characters; ${scriptLengthMax} are the limit`,
      {
        file: options.file,
      },
    )
  const source = new Source(options.file, text)
  const transaction = new Transaction(ruleset, options.nowMs)
  ruleset.revision += 1
  transaction.journal.note(() => {
    ruleset.revision += 1
  })
  try {
    runCommands(transaction, replaceDefinitions(source), options)
  } catch (error) {
    transaction.rollBack()
    throw error
  }
  return transaction
}

/**
 * nft reads everything, then evaluates everything, then asks the kernel: a fault further down may be the one it
 * reports. So the rest is still gone through; all of it is taken back anyway.
 */
function runCommands(transaction: Transaction, source: Source, options: ScriptOptions): void {
  const cursor = new Cursor(source)
  const faults = new FirstFault()
  for (cursor.skipNewlines(); cursor.kind !== tokenKind.end; cursor.skipNewlines()) {
    const begin = cursor.offset
    const places = noPlaces(begin)
    try {
      readCommand(cursor, transaction, places, options)
      if (!cursor.atStatementEnd || cursor.kind === 125)
        throw cursor.unexpected('end of file or newline or semicolon')
    } catch (error) {
      faults.note(error, source, places)
      skipCommand(cursor, begin)
    }
  }
  faults.throwIt(() => transaction.validation.isSound(transaction.ruleset.tables.values()))
}

function skipCommand(cursor: Cursor, begin: number): void {
  cursor.seek(begin)
  for (let depth = 0; cursor.kind !== tokenKind.end; cursor.next()) {
    if (cursor.isMark('{')) depth += 1
    else if (depth === 0 && cursor.atStatementEnd) return
    else if (cursor.isMark('}')) depth -= 1
  }
}
