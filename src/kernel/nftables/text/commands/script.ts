import { UserError } from '../../../../base/user-error.ts'
import type { Ruleset } from '../../ruleset/table.ts'
import { Refusal } from '../../transaction/refusal.ts'
import { Transaction } from '../../transaction/transaction.ts'
import { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { NftError, Source } from '../words/source.ts'
import { type CommandPlaces, noPlaces } from './command-places.ts'
import { readCommand } from './command-reader.ts'
import { replaceDefinitions } from './definitions.ts'

/** Longer texts are refused before they are read. */
export const scriptLengthMax = 256 * 1024 * 1024

export interface ScriptOptions {
  readonly file: string
  readonly nowMs: number
  /** Keep rules' own spelling and handles, as a dump has them. */
  readonly dump?: boolean
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
  try {
    runCommands(transaction, replaceDefinitions(source), options)
  } catch (error) {
    transaction.rollBack()
    throw error
  }
  return transaction
}

function runCommands(transaction: Transaction, source: Source, options: ScriptOptions): void {
  const cursor = new Cursor(source)
  let places = noPlaces(0)
  let begin = 0
  try {
    for (cursor.skipNewlines(); cursor.kind !== tokenKind.end; cursor.skipNewlines()) {
      begin = cursor.offset
      places = noPlaces(begin)
      readCommand(cursor, transaction, places, options)
      if (!cursor.atStatementEnd || cursor.kind === 125)
        throw cursor.unexpected('end of file or newline or semicolon')
    }
  } catch (error) {
    throw error instanceof Refusal ? located(error, source, places) : error
  }
}

/** Puts a refusal where nft points to. */
function located(refusal: Refusal, source: Source, places: CommandPlaces): NftError {
  return new NftError(
    refusal.byNft ? 'evaluation' : 'kernel',
    refusal.message,
    source,
    placeOf(refusal, source, places),
  )
}

function placeOf(refusal: Refusal, source: Source, places: CommandPlaces): number {
  const { part, detail } = refusal
  switch (part) {
    case 'rule':
      return typeof detail === 'number' ? detail : places.command
    case 'rule-text':
      return places.rule ?? places.command
    case 'element':
      return (typeof detail === 'number' ? places.elements[detail] : undefined) ?? places.command
    case 'target':
    case 'reference': {
      const found = source.text.indexOf(` ${detail}`, places.rule ?? places.command)
      const quoted = source.text.indexOf(`"${detail}`, places.rule ?? places.command)
      const at = found >= 0 ? found : quoted
      return at >= 0 ? at + 1 : places.command
    }
    default:
      return places[part] ?? places.command
  }
}
