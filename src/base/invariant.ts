/** Thrown when the emulator itself is wrong; never the answer to a user's input. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** States what must hold. A failure is a bug of ours, not of the user's input. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new InvariantError(`bug: does not hold: ${what}`)
}

/** Ends a switch over a closed union: a new kind fails to compile here. */
export function assertNever(value: never): never {
  throw new InvariantError(`bug: unexpected ${JSON.stringify(value)}`)
}
