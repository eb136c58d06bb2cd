import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

describe('a chain', () => {
  it.each([
    ['type filter hook input priority 0', 'type filter hook input priority filter; policy accept;'],
    [
      'type filter hook input priority -5',
      'type filter hook input priority filter - 5; policy accept;',
    ],
    [
      'type nat hook prerouting priority dstnat + 5',
      'type nat hook prerouting priority dstnat + 5; policy accept;',
    ],
    [
      'type filter hook forward priority mangle; policy drop',
      'type filter hook forward priority mangle; policy drop;',
    ],
    ['comment "of mine"', 'comment "of mine"'],
  ])('with %s is listed with %s', (text, listed) => {
    expect(listedAfter(`table ip t { chain c { ${text}; }\n}`)).toContain(`\n\t\t${listed}\n`)
  })

  it.each([
    ['type banana hook input priority 0;', 'unknown chain type'],
    ['type filter hook banana priority 0;', 'unknown chain hook'],
    [
      'type filter hook input priority banana;',
      'invalid priority expression value in this context.',
    ],
    ['policy accept counter', 'syntax error, unexpected counter, expecting newline or semicolon'],
  ])('with %s is refused: %s', (text, reason) => {
    expect(refusedText(`table ip t { chain c { ${text} }\n}`)).toMatch(
      new RegExp(`^1:\\d+: ${reason}$`),
    )
  })
})
