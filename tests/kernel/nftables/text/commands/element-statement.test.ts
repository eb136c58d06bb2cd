import { describe, expect, it } from 'vitest'
import { listedAfter } from '../../one-rule.ts'

describe('a statement that every element of a set has', () => {
  it.each([
    ['limit rate 5/second burst 5 packets', 'limit rate 5/second'],
    ['quota 500 bytes', 'quota 500 bytes'],
    ['ct count over 5', 'ct count over 5'],
  ])('%s', (statement, listed) => {
    const text = listedAfter(
      `table ip t {\nset s { type ipv4_addr; ${statement}; elements = { 1.2.3.4 } }\n}`,
    )
    expect(text).toContain(`\t\t${listed}\n\t\telements = { 1.2.3.4 ${listed} }\n`)
  })
})
