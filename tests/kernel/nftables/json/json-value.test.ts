import { describe, expect, it } from 'vitest'
import { formatJson, isJsonObject } from '../../../../src/kernel/nftables/json/json-value.ts'

describe('a JSON value', () => {
  it('is written on one line, as jansson writes', () => {
    expect(formatJson({ a: [1, 'x', null], b: undefined, c: { d: true } })).toBe(
      '{"a": [1, "x", null], "c": {"d": true}}',
    )
  })

  it.each([[null], [[]], ['x'], [undefined]])('%j is no object', (value) => {
    expect(isJsonObject(value)).toBe(false)
  })
})
