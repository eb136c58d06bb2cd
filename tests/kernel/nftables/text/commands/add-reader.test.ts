import { describe, expect, it } from 'vitest'
import { listedAfter, refusedText } from '../../one-rule.ts'

const before = [
  'add table t',
  'add set t s { type inet_service; }',
  'add set t i { type ipv4_addr; flags interval; }',
  'add set t l { type ipv4_addr; flags timeout; }',
  'add map t m { type inet_service : verdict; }',
  'add chain t c',
].join('\n')

describe('what is added', () => {
  it.each([
    ['add element t s { 443, 80 }', 'elements = { 80, 443 }'],
    ['add element t s { 80 comment "web" }', 'elements = { 80 comment "web" }'],
    [
      'add element t i { 10.0.0.0/8, 11.0.0.1-11.0.0.9 }',
      'elements = { 10.0.0.0/8, 11.0.0.1-11.0.0.9 }',
    ],
    ['add element t m { 80 : goto c }', 'elements = { 80 : goto c }'],
    [
      'add chain t d { type filter hook input priority 0; }',
      'type filter hook input priority filter; policy accept;',
    ],
    ['add set t z { type mark; elements = { 1 } }', 'elements = { 0x00000001 }'],
  ])('%s is listed as %s', (text, listed) => {
    expect(listedAfter(before, text)).toContain(`\n\t\t${listed}\n`)
  })

  it('with a timeout is listed with what is left of it', () => {
    expect(listedAfter(before, 'add element t l { 10.0.0.1 timeout 1h }')).toContain(
      'elements = { 10.0.0.1 timeout 1h expires 1h }',
    )
  })

  it.each([
    ['add element t nothing { 80 }', '1:15: No such file or directory'],
    [
      'add element t s { 80-90 }',
      "1:19: You must add 'flags interval' to your set declaration if you want to add range elements",
    ],
    [
      'add element t s { banana }',
      '1:19: Could not resolve service: Servname not supported for ai_socktype',
    ],
    ['create chain t c', '1:16: Could not process rule: File exists'],
  ])('%s is refused at %s', (text, refusal) => {
    expect(refusedText(text, before)).toBe(refusal)
  })
})
