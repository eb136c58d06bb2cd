import { describe, expect, it } from 'vitest'
import { labelsMatch, selectorMatches } from '../../../src/kubernetes/objects/selectors.ts'

describe('selectors', () => {
  it('wants every label', () => {
    expect(labelsMatch({ a: '1' }, { a: '1', b: '2' })).toBe(true)
    expect(labelsMatch({ a: '1', b: '3' }, { a: '1', b: '2' })).toBe(false)
  })

  it.each([
    { operator: 'In', values: ['1', '2'], a: true, none: false },
    { operator: 'NotIn', values: ['1'], a: false, none: true },
    { operator: 'Exists', values: [], a: true, none: false },
    { operator: 'DoesNotExist', values: [], a: false, none: true },
    { operator: 'Like', values: [], a: false, none: false },
  ])('$operator $values', ({ operator, values, a, none }) => {
    const selector = { matchLabels: {}, matchExpressions: [{ key: 'a', operator, values }] }
    expect(selectorMatches(selector, { a: '1' })).toBe(a)
    expect(selectorMatches(selector, {})).toBe(none)
  })
})
