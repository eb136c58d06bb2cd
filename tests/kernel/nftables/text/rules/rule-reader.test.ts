import { describe, expect, it } from 'vitest'
import { listedRule, refusedRule } from '../../one-rule.ts'

describe('a rule', () => {
  it.each([
    ['counter accept comment "allowed"', 'counter packets 0 bytes 0 accept comment "allowed"'],
    ['accept comment bare', 'accept comment "bare"'],
    ['ip saddr 10.0.0.1 tcp dport 80 accept', 'ip saddr 10.0.0.1 tcp dport 80 accept'],
    ['continue counter', 'continue counter packets 0 bytes 0'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedRule(text)).toBe(listed)
  })

  it('takes a comment of 128 characters, and no longer one', () => {
    expect(listedRule(`accept comment "${'x'.repeat(128)}"`)).toContain('x'.repeat(128))
    expect(refusedRule(`accept comment "${'x'.repeat(129)}"`)).toMatch(
      /: comment too long, 128 characters maximum allowed$/,
    )
  })

  it.each([
    ['drop drop', '6: Statement after terminal statement has no effect'],
    ['reject accept', '8: Statement after terminal statement has no effect'],
    ['masquerade counter', '12: Statement after terminal statement has no effect'],
    ['accept }', "8: syntax error, unexpected '}', expecting end of file or newline or semicolon"],
  ])('%s is refused at column %s', (text, refusal) => {
    expect(refusedRule(text)).toBe(refusal)
  })
})
