import { describe, expect, it } from 'vitest'
import { refusedText } from '../../one-rule.ts'

describe('what stands between the braces of an object', () => {
  it.each([
    [
      'ct timeout t { protocol tcp; policy = { established : 5 } }',
      "syntax error, unexpected '}', expecting newline or semicolon",
    ],
    ['ct helper h { kind "ftp"; }', 'syntax error, unexpected string'],
    ['limit l { 5/second; }', 'syntax error, unexpected number, expecting rate'],
  ])('%s is refused', (object, reason) => {
    expect(refusedText(`table ip t {\n${object}\n}`).replace(/^\d+:\d+: /, '')).toBe(reason)
  })
})
