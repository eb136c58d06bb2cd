import { isUserError, type Position, UserError } from '../../../base/user-error.ts'

/** @throws UserError E_IPVS */
export function refuseText(message: string, at: Position): never {
  throw new UserError('E_IPVS', message, at)
}

/** Runs `work`; what it refuses without saying where is refused at `at`. */
export function refusedAt<T>(at: Position, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!isUserError(error) || error.at !== undefined) throw error
    throw new UserError(error.code, error.message, at)
  }
}

/** A word of a line, and its column, which counts from 1. */
export interface Word {
  readonly text: string
  readonly column: number
}

export function wordsOf(line: string): Word[] {
  return [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index + 1 }))
}
