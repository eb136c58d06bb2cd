import { UserError } from '../../../../base/user-error.ts'
import type { Ruleset } from '../../ruleset/table.ts'
import { Refusal } from '../../transaction/refusal.ts'
import { Transaction } from '../../transaction/transaction.ts'
import { Cursor } from '../words/cursor.ts'
import { tokenKind } from '../words/lexer.ts'
import { type FaultPhase, NftError, Source } from '../words/source.ts'
import { type CommandPlaces, noPlaces } from './command-places.ts'
import { readCommand } from './command-reader.ts'
import { replaceDefinitions } from './definitions.ts'

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
  let fault: NftError | undefined
  for (cursor.skipNewlines(); cursor.kind !== tokenKind.end; cursor.skipNewlines()) {
    const begin = cursor.offset
    const places = noPlaces(begin)
    try {
      readCommand(cursor, transaction, places, options)
      if (!cursor.atStatementEnd || cursor.kind === 125)
        throw cursor.unexpected('end of file or newline or semicolon')
    } catch (error) {
      const found = error instanceof Refusal ? located(error, source, places) : error
      if (!(found instanceof NftError)) throw found
      if (fault === undefined || rank[found.phase] < rank[fault.phase]) fault = found
      if (fault.phase === 'syntax') throw fault
      skipCommand(cursor, begin)
    }
  }
  if (fault !== undefined) throw fault
}

const rank: Readonly<Record<FaultPhase, number>> = { syntax: 0, evaluation: 1, kernel: 2 }

function skipCommand(cursor: Cursor, begin: number): void {
  cursor.seek(begin)
  for (let depth = 0; cursor.kind !== tokenKind.end; cursor.next()) {
    if (cursor.isMark('{')) depth += 1
    else if (depth === 0 && cursor.atStatementEnd) return
    else if (cursor.isMark('}')) depth -= 1
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
    case 'reference':
      return referencePlace(source.text, String(detail), places.rule ?? places.command)
    default:
      return places[part] ?? places.command
  }
}

/** Where a rule names what is missing; in a verdict map, the key that leads there. */
function referencePlace(text: string, name: string, from: number): number {
  const line = text.indexOf('\n', from)
  const rule = text.slice(from, line < 0 ? text.length : line)
  const escaped = name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  const key = new RegExp(
    `([^\\s,{}]+(?: \\. [^\\s,{}]+)*) : (?:jump|goto) ${escaped}(?![\\w/.-])`,
  ).exec(rule)
  if (key !== null) return from + key.index
  const plain = new RegExp(`(?:[\\s"@])(${escaped})(?![\\w/.-])`).exec(rule)
  return plain === null ? from : from + plain.index + 1
}
