import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deepEqual } from '../../../src/proxy/tracking/deep-equal.ts'

it.each([
  {
    name: 'the order of fields does not count',
    a: { x: 1, y: [2] },
    b: { y: [2], x: 1 },
    want: true,
  },
  { name: 'nor where it stands', a: { x: 1, at: { file: 'a' } }, b: { x: 1 }, want: true },
  { name: 'nor a field without a value', a: { x: undefined }, b: {}, want: true },
  { name: 'the order of items counts', a: [1, 2], b: [2, 1], want: false },
  { name: 'so does their number', a: [1], b: [1, 2], want: false },
  { name: 'null is no object', a: null, b: {}, want: false },
  { name: 'a list is no object', a: [], b: {}, want: false },
  { name: 'another field', a: { x: 1 }, b: { y: 1 }, want: false },
])('$name', ({ a, b, want }) => {
  expect(deepEqual(a, b)).toBe(want)
  expect(deepEqual(b, a)).toBe(want)
})

it('holds for every copy, and fails for another value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(deepEqual(a, JSON.parse(JSON.stringify(a)))).toBe(true)
      if (deepEqual(a, b)) expect(JSON.stringify(b)).toHaveLength(JSON.stringify(a).length)
    }),
  )
})
