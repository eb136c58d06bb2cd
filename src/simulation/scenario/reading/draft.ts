import { isUserError, type Position, UserError } from '../../../base/user-error.ts'
import type { PathStep } from '../../../kubernetes/reading/source-text.ts'

/** Where fields stand in the scenario that is being read. */
export type Locate = (path: readonly PathStep[]) => Position

/** Does it, and gives an error that has no place this one. */
export function atField<Result>(
  locate: Locate,
  path: readonly PathStep[],
  read: () => Result,
): Result {
  try {
    return read()
  } catch (error) {
    if (!isUserError(error) || error.at !== undefined) throw error
    throw new UserError(error.code, error.message, locate(path))
  }
}

/** @throws UserError E_SCENARIO at the field */
export function refuse(locate: Locate, path: readonly PathStep[], message: string): never {
  throw new UserError('E_SCENARIO', message, locate(path))
}

/** Exactly one of these is given; answers which. @throws UserError E_SCENARIO */
export function requireOneOf<Field extends string>(
  locate: Locate,
  path: readonly PathStep[],
  given: Readonly<Partial<Record<Field, unknown>>>,
  fields: readonly Field[],
): Field {
  const present = fields.filter((field) => given[field] !== undefined)
  const [first, second] = present
  if (first === undefined)
    return refuse(locate, path, `none of ${fields.join(', ')} is given, expected one`)
  if (second !== undefined)
    return refuse(
      locate,
      [...path, second],
      `${present.join(' and ')} are given together, expected one`,
    )
  return first
}

/** @throws UserError E_SCENARIO where one of these is given */
export function refuseFields(
  locate: Locate,
  path: readonly PathStep[],
  given: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  reason: string,
): void {
  const field = fields.find((one) => given[one] !== undefined)
  if (field !== undefined) refuse(locate, [...path, field], `${field} has no meaning ${reason}`)
}
