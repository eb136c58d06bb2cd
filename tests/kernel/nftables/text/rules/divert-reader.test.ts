import { describe, expect, it } from 'vitest'
import { refusedRule } from '../../one-rule.ts'

// As nft 1.0.6 refuses them.
describe('statements that send packets another way', () => {
  it.each([
    ['tproxy to :80', 'ip', '1: Transparent proxy support requires transport protocol match'],
    [
      'tcp dport 1 tproxy to 1.2.3.4',
      'inet',
      '13: ip or ip6 must be specified with address for inet tables.',
    ],
    [
      'ip protocol tcp tproxy ip6 to :80',
      'inet',
      '17: conflicting protocols specified: ip vs. ip6. You must specify ip or ip6 family in tproxy statement',
    ],
    ['dup to 1.2.3.4', 'inet', '1: unsupported family'],
    ['fwd to lo', 'ip', '1: unsupported family'],
  ] as const)('%s', (rule, family, refusal) => {
    expect(refusedRule(rule, family)).toBe(refusal)
  })
})
