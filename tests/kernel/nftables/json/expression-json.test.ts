import { describe, expect, it } from 'vitest'
import {
  datumJson,
  keyJson,
  listJson,
  verdictJson,
} from '../../../../src/kernel/nftables/json/expression-json.ts'

describe('an expression as JSON', () => {
  it.each([
    ['inet_service', 80, 80],
    ['inet_proto', 6, 'tcp'],
    ['boolean', 1, true],
    ['ifname', '"lo"', 'lo'],
  ])('of type %s, %j is %j', (type, value, json) => {
    expect(datumJson(type, value)).toBe(json)
  })

  it('keeps the shape of keys, verdicts and lists of flags', () => {
    expect(keyJson({ kind: 'any' })).toBe('*')
    expect(keyJson({ kind: 'range', type: 'inet_service', from: 1, to: 9 })).toEqual({
      range: [1, 9],
    })
    expect(verdictJson({ kind: 'goto', chain: 'c' })).toEqual({ goto: { target: 'c' } })
    expect(listJson('tcp_flag', 2)).toBe('syn')
  })
})
