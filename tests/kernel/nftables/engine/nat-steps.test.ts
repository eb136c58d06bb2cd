import { describe, expect, it } from 'vitest'
import { binding } from './rules.ts'

describe('translations', () => {
  it.each([
    [
      'meta l4proto tcp dnat ip to 10.0.0.5:8080',
      'prerouting',
      'destination',
      { addressMin: 0x0a000005, addressMax: 0x0a000005, portMin: 8080, portMax: 8080 },
    ],
    [
      'snat ip to 10.0.0.5',
      'postrouting',
      'source',
      { addressMin: 0x0a000005, addressMax: 0x0a000005 },
    ],
    [
      'dnat ip to 10.0.0.5-10.0.0.9',
      'prerouting',
      'destination',
      { addressMin: 0x0a000005, addressMax: 0x0a000009 },
    ],
    [
      'dnat ip to ip daddr map { 10.96.0.10 : 10.0.0.7 }',
      'prerouting',
      'destination',
      { addressMin: 0x0a000007 },
    ],
  ])('%s', (rule, hook, manipulation, range) => {
    expect(binding(rule, {}, '', hook)).toMatchObject({ manipulation, range })
  })

  it('of the other family, or of a key that the map lacks, do not happen', () => {
    expect(binding('dnat ip6 to fd00::1')).toBeUndefined()
    expect(binding('dnat ip to ip daddr map { 10.96.0.11 : 10.0.0.7 }')).toBeUndefined()
  })
})
