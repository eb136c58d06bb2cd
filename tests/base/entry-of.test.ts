import { expect, it } from 'vitest'
import { entryOf } from '../../src/base/entry-of.ts'

it.each(['constructor', 'toString', '__proto__', 'http '])('has nothing under %s', (word) => {
  expect(entryOf({ http: 80 }, word)).toBeUndefined()
})

it('has what was put there', () => {
  expect(entryOf({ http: 80 }, 'http')).toBe(80)
})
