import { expect, it } from 'vitest'
import { assertNever, InvariantError, invariant } from '../../src/base/invariant.ts'

it('names what does not hold', () => {
  expect(() => invariant(false, 'sum of shares is 1')).toThrow(/sum of shares is 1/)
  expect(() => invariant(true, 'fine')).not.toThrow()
})

it('refuses a kind that nobody thought of', () => {
  expect(() => assertNever({ kind: 'new' } as never)).toThrow(InvariantError)
})
