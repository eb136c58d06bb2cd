import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

describe('a named object', () => {
  it.each([
    ['add counter t n', 'packets 0 bytes 0'],
    ['add counter t n { packets 3 bytes 180; }', 'packets 3 bytes 180'],
    ['add counter t n { comment "mine"; }', 'comment "mine"'],
    ['add quota t n { over 2048 bytes; }', 'over 2 kbytes'],
    ['add limit t n { rate 10/second; }', 'rate 10/second'],
  ])('%s is listed with %s', (text, listed) => {
    expect(listedAfter('add table t', text)).toContain(`\n\t\t${listed}\n`)
  })

  it.each([
    [
      'add counter t n { packets 3; }',
      'add table t',
      /^1:28: syntax error, unexpected semicolon, expecting bytes$/,
    ],
    [
      'create counter t n',
      'add table t; add counter t n',
      /^1:18: Could not process rule: File exists$/,
    ],
    ['add counter nothing n', '', /Could not process rule: No such file or directory$/],
  ])('%s is refused', (text, before, refusal) => {
    expect(refusedText(text, before)).toMatch(refusal)
  })
})
