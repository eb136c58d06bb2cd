import { describe, expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import {
  atField,
  refuse,
  refuseFields,
  requireOneOf,
} from '../../../../src/simulation/scenario/reading/draft.ts'
import { refusalOf } from '../read-text.ts'

const locate = (path: readonly (string | number)[]) => ({ file: path.join('.') })

describe('draft', () => {
  it('gives errors without a place that of the field, and leaves others alone', () => {
    const raise = (error: Error) => () => {
      throw error
    }
    const here = new UserError('E_ADDRESS', 'bad', { file: 'here' })
    expect(refusalOf(() => atField(locate, ['a'], raise(here)))).toBe('here: bad [E_ADDRESS]')
    expect(
      refusalOf(() => atField(locate, ['a', 1], raise(new UserError('E_ADDRESS', 'bad')))),
    ).toBe('a.1: bad [E_ADDRESS]')
    expect(() => atField(locate, ['a'], raise(new TypeError('bug')))).toThrow(TypeError)
    expect(atField(locate, ['a'], () => 5)).toBe(5)
  })

  it('takes exactly one of some fields', () => {
    expect(requireOneOf(locate, ['a'], { b: 1 }, ['b', 'c'])).toBe('b')
    expect(refusalOf(() => requireOneOf(locate, ['a'], {}, ['b', 'c']))).toContain(
      'a: none of b, c',
    )
    expect(refusalOf(() => requireOneOf(locate, ['a'], { b: 1, c: 0 }, ['b', 'c']))).toContain(
      'a.c: b and c are given together',
    )
  })

  it('refuses fields that have no meaning', () => {
    expect(refusalOf(() => refuseFields(locate, ['a'], { b: 1 }, ['b'], 'for c'))).toBe(
      'a.b: b has no meaning for c [E_SCENARIO]',
    )
    refuseFields(locate, ['a'], { c: 1 }, ['b'], 'for c')
    expect(refusalOf(() => refuse(locate, ['a'], 'no'))).toBe('a: no [E_SCENARIO]')
  })
})
