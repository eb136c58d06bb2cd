import { describe, expect, it } from 'vitest'
import type { Statement } from '../../../../src/kernel/nftables/model/statement.ts'
import { formatRule } from '../../../../src/kernel/nftables/print/rule-printer.ts'

const statements: Statement[] = [
  { kind: 'counter', state: { packets: 1, bytes: 60 } },
  { kind: 'verdict', verdict: { kind: 'drop' } },
]

describe('a rule on its line', () => {
  it.each([
    ['its statements', { comment: undefined }, false, 'counter packets 1 bytes 60 drop'],
    ['its comment last', { comment: 'why' }, true, 'counter drop comment "why"'],
    ['as its dump spelled it', { comment: undefined, dumpText: 'as dumped' }, false, 'as dumped'],
    [
      'its statements where counts are left out',
      { comment: undefined, dumpText: 'as dumped' },
      true,
      'counter drop',
    ],
  ])('is %s', (_name, fields, stateless, want) => {
    expect(formatRule({ statements, ...fields }, 'ip', stateless)).toBe(want)
  })
})
