import { type ErrorCode, errorCodes } from './error-codes.ts'

/** Where in the input: `line` and `column` count from 1. */
export interface Position {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** What a person can mend: bad usage or bad input. Everything else is a bug (`invariant`). */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: ErrorCode
  readonly at: Position | undefined

  /** `message` says what was found and what was expected. */
  constructor(code: ErrorCode, message: string, at?: Position) {
    super(message)
    this.code = code
    this.at = at
  }

  /** `file:line:column: message [CODE]`, with a part left out where it is not known. */
  describe(): string {
    const place = this.at === undefined ? '' : `${formatPosition(this.at)}: `
    return `${place}${this.message} [${this.code}]`
  }
}

export function isUserError(value: unknown): value is UserError {
  return value instanceof UserError
}

export function formatPosition(at: Position): string {
  if (at.line === undefined) return at.file
  return at.column === undefined ? `${at.file}:${at.line}` : `${at.file}:${at.line}:${at.column}`
}

/** One line that says when this code is used. */
export function explainCode(code: ErrorCode): string {
  return errorCodes[code]
}
