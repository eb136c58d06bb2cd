import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

const before = 'table ip t { set s { type inet_service; elements = { 80 } }\nchain c { accept; }\n}'

describe('a command', () => {
  it.each([
    ['flush ruleset', ''],
    ['delete table t', ''],
    ['flush ruleset ip', ''],
    [
      'flush chain t c',
      'table ip t {\n\tset s {\n\t\ttype inet_service\n\t\telements = { 80 }\n\t}\n\n\tchain c {\n\t}\n}\n',
    ],
    ['flush set t s; delete chain t c', 'table ip t {\n\tset s {\n\t\ttype inet_service\n\t}\n}\n'],
    [
      'delete element t s { 80 }; delete chain t c',
      'table ip t {\n\tset s {\n\t\ttype inet_service\n\t}\n}\n',
    ],
  ])('%s leaves %j', (text, listed) => {
    expect(listedAfter(before, text)).toBe(listed)
  })

  it.each(['list ruleset', 'flush ruleset ip6', 'add table t', 'add chain t c'])(
    '%s changes nothing',
    (text) => {
      expect(listedAfter(before, text)).toBe(listedAfter(before))
    },
  )

  it.each([
    ['delete table nothing', '1:14: Could not process rule: No such file or directory'],
    ['delete chain t nothing', '1:16: Could not process rule: No such file or directory'],
    ['create table t', '1:14: Could not process rule: File exists'],
    ['flush ruleset; delete table t', '1:29: Could not process rule: No such file or directory'],
  ])('%s is refused at %s', (text, refusal) => {
    expect(refusedText(text, before)).toBe(refusal)
  })

  it('that is not emulated is refused as such', () => {
    expect(refusedText('include "x"', before)).toMatch(/^1:1: nft's "include" is not emulated$/)
  })
})
