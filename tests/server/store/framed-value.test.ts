import { expect, it } from 'vitest'
import { checksumOf, frameValue, readFramedValue } from '../../../src/server/store/framed-value.ts'

const value = { name: 'shop', bytes: new Uint8Array([1, 2, 3]) }

it('a framed value reads as it was', () => {
  expect(readFramedValue(frameValue(value))).toEqual({ value })
  expect(checksumOf(frameValue(value))).toBe(checksumOf(frameValue(value)))
})

it('no byte of it may change unseen', () => {
  const framed = frameValue(value)
  for (let at = 0; at < framed.length; at += 1) {
    const damaged = Buffer.from(framed)
    damaged[at] = (damaged[at] ?? 0) ^ 0x40
    expect(readFramedValue(damaged)).toBeUndefined()
  }
})

it.each([0, 3, 4, 10])('cut to %i bytes it is damaged', (length) => {
  expect(readFramedValue(frameValue(value).subarray(0, length))).toBeUndefined()
})
