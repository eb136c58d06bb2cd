import { expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { busy, problemOf, problemSchema, statusOf } from '../../../src/server/problems/problem.ts'

it.each([
  { error: new UserError('E_YAML', ''), status: 400 },
  { error: new UserError('E_INVALID', ''), status: 422 },
  { error: new UserError('E_UNKNOWN_NODE', ''), status: 404 },
  { error: new UserError('E_LIMIT', ''), status: 413 },
  { error: new UserError('E_STORE', ''), status: 507 },
  { error: busy('', 3, 429), status: 429 },
])('$error.code has the status $status', ({ error, status }) => {
  expect(statusOf(error)).toBe(status)
})

it('says in how many seconds to ask again', () => {
  expect(busy('', 3).headers).toEqual({ 'retry-after': '3' })
})

it('a problem has its code, position and where it is explained, and is as its schema says', () => {
  const problem = problemOf(422, 'E_INVALID', 'no', { at: { file: 'a.yaml', line: 3 } })
  expect(problemSchema.parse(problem)).toEqual({
    type: '/docs/errors#e_invalid',
    title: 'Unprocessable Entity',
    status: 422,
    detail: 'no',
    code: 'E_INVALID',
    position: { file: 'a.yaml', line: 3 },
  })
})
