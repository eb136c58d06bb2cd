import { describe, expect, it } from 'vitest'
import { statementText } from '../../../../src/kernel/nftables/json/statement-text.ts'

describe('a statement in JSON', () => {
  it.each([
    [{ accept: null }, 'accept'],
    [{ counter: { packets: 1, bytes: 60 } }, 'counter packets 1 bytes 60'],
    [{ counter: 'mine' }, 'counter name "mine"'],
    [
      { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 80 } },
      'tcp dport 80',
    ],
    [{ match: { op: 'in', left: { ct: { key: 'state' } }, right: ['new'] } }, 'ct state new'],
    [{ mangle: { key: { meta: { key: 'mark' } }, value: 1 } }, 'meta mark set 1'],
    [{ dnat: { addr: '10.0.0.1', port: 80 } }, 'dnat to 10.0.0.1:80'],
    [{ dnat: { addr: 'fd00::1', port: 80 } }, 'dnat to [fd00::1]:80'],
    [{ masquerade: { flags: 'fully-random' } }, 'masquerade fully-random'],
    [{ limit: { rate: 5, burst: 5, per: 'second' } }, 'limit rate 5/second'],
    [{ reject: { type: 'icmp', expr: 'port-unreachable' } }, 'reject with icmp port-unreachable'],
    [{ notrack: null }, 'notrack'],
  ])('%j is %s', (json, text) => {
    expect(statementText(json)).toBe(text)
  })

  it('that nft does not have is refused', () => {
    expect(() => statementText({ banana: 1 })).toThrow('found "banana", expected a statement')
  })
})
