import { expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import { refusedAt, refuseText, wordsOf } from '../../../../src/kernel/ipvs/text/text-error.ts'

it('finds words and their columns', () => {
  expect(wordsOf('  -A  x')).toEqual([
    { text: '-A', column: 3 },
    { text: 'x', column: 7 },
  ])
})

it('says where, unless that is said already', () => {
  const at = { file: 'dump', line: 3, column: 1 }
  expect(() => refusedAt(at, () => refuseText('inner', { file: 'other' }))).toThrow(
    expect.objectContaining({ at: { file: 'other' } }),
  )
  const work = () => {
    throw new UserError('E_IPVS', 'no place')
  }
  expect(() => refusedAt(at, work)).toThrow(expect.objectContaining({ at }))
  expect(refusedAt(at, () => 5)).toBe(5)
})
