import { expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { errorOf, failureOf } from '../../../src/server/workers/worker-messages.ts'

const across = (error: unknown) => errorOf(structuredClone(failureOf(error)))

it.each([
  new UserError('E_YAML', 'no'),
  new UserError('E_INVALID', 'no', { file: 'a.yaml' }),
  new UserError('E_INVALID', 'no', { file: 'a.yaml', line: 3, column: 4 }),
])('a mistake is the same on the other side: $code $at', (error) => {
  expect(across(error)).toEqual(error)
})

it('a bug is a bug there too', () => {
  const error = across(new TypeError('x is undefined'))
  expect(error).not.toBeInstanceOf(UserError)
  expect(error.message).toContain('x is undefined')
  expect(across('text').message).toBe('text')
})
