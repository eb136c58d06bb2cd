import { describe, expect, it } from 'vitest'
import { decodeUtf8, parseJson } from '../../../src/server/body/request-body.ts'
import { bytesOf } from '../shop.ts'

describe('a body of JSON', () => {
  it('is what it says', () => {
    expect(parseJson(bytesOf('{"a":[1,{"b":null}]}'))).toEqual({ a: [1, { b: null }] })
  })

  it.each([
    { name: 'nothing', text: '', says: 'no valid JSON' },
    { name: 'half of one', text: '{"a":', says: 'no valid JSON' },
    { name: 'a key __proto__', text: '{"a":{"__proto__":{}}}', says: '__proto__' },
    { name: 'the same, escaped', text: '{"\\u005f_proto__":{}}', says: '__proto__' },
    { name: 'brackets without end', text: '['.repeat(1_000_000), says: 'nested more than 32' },
  ])('that is $name is refused', ({ text, says }) => {
    expect(() => parseJson(bytesOf(text))).toThrow(says)
  })

  it('that is no UTF-8 is refused', () => {
    expect(() => decodeUtf8(new Uint8Array([0xc3, 0x28]))).toThrow('no UTF-8')
  })
})
