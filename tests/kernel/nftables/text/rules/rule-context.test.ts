import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('what a rule knows of the packet', () => {
  it('grows with its matches', () => {
    expect(listedRule('ip daddr 10.0.0.1 dnat to 10.0.0.2', 'inet')).toBe(
      'ip daddr 10.0.0.1 dnat ip to 10.0.0.2',
    )
    expect(refusedRule('ip daddr 10.0.0.1 ip6 daddr fd00::1 drop', 'inet')).toBe(
      '19: conflicting protocols specified: ip vs. ip6',
    )
  })
})
