import { describe, expect, it } from 'vitest'
import { readRulesetJson } from '../../../../src/kernel/nftables/json/read-json.ts'
import { Ruleset } from '../../../../src/kernel/nftables/ruleset/table.ts'

describe('a ruleset is read from JSON', () => {
  it('with its tables', () => {
    const ruleset = new Ruleset()
    readRulesetJson(
      ruleset,
      '{"nftables": [{"table": {"family": "ip", "name": "t", "handle": 7}}]}',
      'f',
    )
    expect(ruleset.table('ip', 't')?.handle).toBe(7)
  })

  it.each([
    ['{', 'is not JSON'],
    ['['.repeat(101), 'JSON is nested deeper than 100'],
    ['[]', 'found no array "nftables"'],
  ])('or refused: %s', (text, reason) => {
    expect(() => readRulesetJson(new Ruleset(), text, 'f')).toThrow(reason)
  })
})
