import { describe, expect, it } from 'vitest'
import { JsonFault } from '../../../../src/kernel/nftables/json/json-fault.ts'

describe('a fault in JSON', () => {
  it.each([
    [undefined, 'found nothing, expected a set'],
    [{ a: 1 }, 'found {"a":1}, expected a set'],
    ['x'.repeat(99), `found "${'x'.repeat(56)}…, expected a set`],
  ])('of %j says: %s', (found, message) => {
    expect(new JsonFault('a set', found).message).toBe(message)
  })
})
