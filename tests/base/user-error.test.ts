import { expect, it } from 'vitest'
import { explainCode, isUserError, UserError } from '../../src/base/user-error.ts'

it.each([
  { at: undefined, want: 'no such thing [E_USAGE]' },
  { at: { file: 'a.yaml' }, want: 'a.yaml: no such thing [E_USAGE]' },
  { at: { file: 'a.yaml', line: 3 }, want: 'a.yaml:3: no such thing [E_USAGE]' },
  { at: { file: 'a.yaml', line: 3, column: 7 }, want: 'a.yaml:3:7: no such thing [E_USAGE]' },
])('describes an error as $want', ({ at, want }) => {
  const error = new UserError('E_USAGE', 'no such thing', at)
  expect(error.describe()).toBe(want)
  expect(isUserError(error)).toBe(true)
})

it('explains each code', () => {
  expect(explainCode('E_LIMIT')).toContain('limit')
})
