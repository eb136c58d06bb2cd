import { describe, expect, it } from 'vitest'
import { engineWith, run } from './rules.ts'

describe('the way through chains', () => {
  it.each([
    ['a jump comes back at the end', 'jump x\ndrop', 'add rule inet t x counter', 'drop'],
    [
      'a return comes back at once',
      'jump x\ndrop',
      'add rule inet t x return\nadd rule inet t x reject',
      'drop',
    ],
    ['a goto does not come back', 'goto x\ndrop', 'add rule inet t x counter', 'accept'],
    ['a verdict ends it', 'jump x\ndrop', 'add rule inet t x accept', 'accept'],
  ])('%s', (_name, rules, more, want) => {
    expect(run(engineWith(rules, more)).kind).toBe(want)
  })

  it('ends with the policy', () => {
    expect(run(engineWith('counter', '', 'filter hook forward priority 0; policy drop'))).toEqual({
      kind: 'drop',
      reason: 'policy of nft inet t c',
    })
  })
})
