import { expect, it } from 'vitest'
import { defined } from '../../../src/kubernetes/decoding/optional.ts'

it('leaves out what is undefined, and nothing else', () => {
  const fields = { a: 1, b: undefined, c: '', d: null, e: false }
  expect(Object.keys(defined(fields))).toEqual(['a', 'c', 'd', 'e'])
})
