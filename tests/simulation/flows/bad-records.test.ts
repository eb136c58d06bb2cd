import { describe, expect, it } from 'vitest'
import { skippedKinds } from '../../../src/simulation/flows/bad-records.ts'
import { lenient, strict } from './captures.ts'

describe('what cannot be read', () => {
  it('is an error with its place', () => {
    expect(() => strict().bad('no JSON', 7)).toThrow('no JSON')
    expect(strict().refuse('cut').describe()).toBe('test: cut [E_FLOWS]')
  })

  it('is counted on request, the first one in words', () => {
    const records = lenient()
    records.bad('no JSON', 7)
    records.bad('no IP address', 9)
    expect(records.count).toBe(2)
    expect(records.first).toBe('test:7: no JSON [E_FLOWS]')
  })

  it('is no error where nobody could replay it', () => {
    const records = strict()
    records.skip('not-ip')
    records.skip('not-ip')
    expect([...records.skipped]).toEqual([['not-ip', 2]])
    expect(skippedKinds['not-ip']).toBe('frames without IP')
  })
})
