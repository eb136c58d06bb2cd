import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a statement that is kept as text', () => {
  it.each([
    ['tcp option sack-perm exists accept', 'tcp option sack-perm exists accept'],
    ['ct count over 10 drop', 'ct count over 10 drop'],
    ['tcp option maxseg size set 1360', 'tcp option maxseg size set 1360'],
    ['ct   count    3 counter', 'ct count 3 counter packets 0 bytes 0'],
  ])('%s ends where another begins: %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it.each([
    ['banana 1 accept', '1: No symbol type information'],
    ['banana', '7: syntax error, unexpected end of file'],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
