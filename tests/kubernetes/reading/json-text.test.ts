import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfJsonValue, findInJson } from '../../../src/kubernetes/reading/json-text.ts'

const text = '{"a": {"b]": ["x\\"}", {"c": 1.5e3}, true]}, "clusterIP": "10.0.0.1"}'

describe('places in JSON', () => {
  it.each([
    { path: [], found: '{"a"' },
    { path: ['a'], found: '"a":' },
    { path: ['a', 'b]', 1, 'c'], found: '"c": 1.5e3' },
    { path: ['a', 'b]', 2], found: 'true' },
    { name: 'case does not matter', path: ['A'], found: '"a":' },
    {
      name: 'a plural may be written as a singular',
      path: ['clusterIPs', 0],
      found: '"clusterIP"',
    },
    {
      name: 'what is missing is found at what is there',
      path: ['a', 'no', 'where'],
      found: '"a":',
    },
  ])('$path', ({ path, found }) => {
    expect(text.slice(findInJson(text, 0, path)).startsWith(found)).toBe(true)
  })

  it('finds the end of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const one = JSON.stringify(first)
        expect(endOfJsonValue(`${one}\n${JSON.stringify(second)}`, 0)).toBe(one.length)
      }),
    )
  })
})
