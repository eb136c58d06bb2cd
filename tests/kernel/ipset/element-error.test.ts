import { expect, it } from 'vitest'
import { ElementError } from '../../../src/kernel/ipset/element-error.ts'

it('says what was found and what was expected', () => {
  const error = new ElementError('"x"', 'a port')
  expect([error.message, error.found, error.expected]).toEqual([
    'found "x", expected a port',
    '"x"',
    'a port',
  ])
})
