import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a statement', () => {
  it.each([
    ['accept', 'accept'],
    ['jump other', 'jump other'],
    ['counter', 'counter packets 0 bytes 0'],
    ['counter packets 3 bytes 180 drop', 'counter packets 3 bytes 180 drop'],
    ['queue', 'queue to 0'],
    ['queue num 3 bypass', 'queue flags bypass to 3'],
    ['queue flags fanout,bypass to 1-4', 'queue flags bypass,fanout to 1-4'],
    ['tcp option maxseg size 1000', 'tcp option maxseg size 1000'],
    ['tcp dport 80 log accept', 'tcp dport 80 log accept'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it.each([['accept counter', '8: Statement after terminal statement has no effect']])(
    '%s is refused at column %s',
    (text, refusal) => {
      expect(refusedRule(text)).toBe(refusal)
    },
  )
})
