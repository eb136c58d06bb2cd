import type { ErrorCode } from '../../base/error-codes.ts'
import { isUserError, type Position, UserError } from '../../base/user-error.ts'

/** What a worker could not do: a user's mistake, or a bug of ours. */
export type Failure =
  | {
      readonly kind: 'refused'
      readonly code: ErrorCode
      readonly message: string
      readonly at?: Position
    }
  | { readonly kind: 'bug'; readonly text: string }

/** Errors lose their kind between threads: they come back as data. */
export type TaskResult<T> = { readonly value: T } | { readonly failure: Failure }

export function failureOf(error: unknown): Failure {
  if (!isUserError(error))
    return {
      kind: 'bug',
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }
  const { code, message, at } = error
  if (at === undefined) return { kind: 'refused', code, message }
  const { file, line, column } = at
  const place = {
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }
  return { kind: 'refused', code, message, at: place }
}

/** The same error on this side. */
export function errorOf(failure: Failure): Error {
  return failure.kind === 'bug'
    ? new Error(failure.text)
    : new UserError(failure.code, failure.message, failure.at)
}
