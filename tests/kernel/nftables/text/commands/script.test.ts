import { describe, expect, it } from 'vitest'
import { Ruleset } from '../../../../../src/kernel/nftables/ruleset/table.ts'
import { runScript } from '../../../../../src/kernel/nftables/text/commands/script.ts'
import { listedAfter, refusedText } from '../../one-rule.ts'

describe('a script', () => {
  it.each([
    ['of one line', 'add table a; add table b'],
    ['of several lines', '\n# two tables\nadd table a\n\nadd table b\n'],
    ['that continues a line', 'add \\\ntable a\nadd table b'],
  ])('%s is carried out in its order', (_what, text) => {
    expect(listedAfter(text)).toBe('table ip a {\n}\ntable ip b {\n}\n')
  })

  it.each([
    ['syntax', 'add table a\nadd table {', /^2:11: syntax error/],
    [
      'evaluation',
      'add table a\nadd chain a c { type x hook input priority 0; }',
      /^2:22: unknown chain type$/,
    ],
    [
      'the kernel',
      'add table a\ndelete table b',
      /^2:14: Could not process rule: No such file or directory$/,
    ],
  ])('that %s refuses leaves nothing behind', (_phase, text, refusal) => {
    expect(refusedText(text)).toMatch(refusal)
  })

  it('can be rolled back after it was run', () => {
    const ruleset = new Ruleset()
    const transaction = runScript(ruleset, 'add table t', { file: 'f', nowMs: 0 })
    expect(ruleset.tables.size).toBe(1)
    transaction.rollBack()
    expect(ruleset.tables.size).toBe(0)
  })
})
