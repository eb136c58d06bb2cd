import { describe, expect, it } from 'vitest'
import {
  elementText,
  expressionText,
  verdictText,
} from '../../../../src/kernel/nftables/json/json-text.ts'

describe('an expression in JSON', () => {
  it.each([
    [{ payload: { protocol: 'ip', field: 'saddr' } }, 'ip saddr'],
    [{ meta: { key: 'mark' } }, 'meta mark'],
    [{ ct: { key: 'state' } }, 'ct state'],
    [{ fib: { result: 'type', flags: ['daddr', 'iif'] } }, 'fib daddr . iif type'],
    [{ numgen: { mode: 'random', mod: 3, offset: 0 } }, 'numgen random mod 3'],
    [{ prefix: { addr: '10.0.0.0', len: 8 } }, '10.0.0.0/8'],
    [{ range: [1, 9] }, '1-9'],
    [{ concat: ['10.0.0.1', 80] }, '10.0.0.1 . 80'],
    [{ set: [80, 443] }, '{ 80, 443 }'],
    [{ '&': [{ meta: { key: 'mark' } }, 1] }, 'meta mark & 1'],
    [true, 'exists'],
    ['two words', '"two words"'],
  ])('%j is %s', (json, text) => {
    expect(expressionText(json)).toBe(text)
  })

  it.each([
    [80, '80'],
    [[80, { drop: null }], '80 : drop'],
    [{ elem: { val: 80, timeout: 60, comment: 'web' } }, '80 timeout 60s comment "web"'],
  ])('of an element %j is %s', (json, text) => {
    expect(elementText(json)).toBe(text)
  })

  it('is told from a verdict', () => {
    expect(verdictText({ jump: { target: 'c' } })).toBe('jump c')
    expect(verdictText({ meta: { key: 'mark' } })).toBeUndefined()
  })

  it.each([[null], [{ banana: 1 }], [{ meta: 1 }]])('%j is refused', (json) => {
    expect(() => expressionText(json)).toThrow(/^found .*, expected /)
  })
})
