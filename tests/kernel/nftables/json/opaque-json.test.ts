import { describe, expect, it } from 'vitest'
import {
  opaqueExpressionJson,
  opaqueStatementJson,
} from '../../../../src/kernel/nftables/json/opaque-json.ts'
import { statementText } from '../../../../src/kernel/nftables/json/statement-text.ts'

describe('what is not modelled', () => {
  it.each([
    'ct count over 10',
    'xt target "LOG"',
    'reset tcp option sack-perm',
    'reset tcp option 123',
  ])('%s goes through JSON and back', (text) => {
    expect(statementText(opaqueStatementJson(text))).toBe(text)
  })

  it('names raw bits by their place', () => {
    expect(opaqueExpressionJson('@th,0,8')).toEqual({ payload: { base: 'th', offset: 0, len: 8 } })
  })

  // As nft -j 1.0.6 writes them.
  it.each([
    ['tcp option maxseg size', { 'tcp option': { name: 'maxseg', field: 'size' } }],
    ['tcp option 6', { 'tcp option': { base: 6, offset: 0, len: 8 } }],
    ['tcp option @255,8,8', { 'tcp option': { base: 255, offset: 8, len: 8 } }],
    ['sctp chunk init', { 'sctp chunk': { name: 'init' } }],
    ['exthdr frag', { exthdr: { name: 'frag' } }],
    ['srh sid[1]', { exthdr: { name: 'srh', field: 'sid[1]' } }],
    ['rt ip6 nexthop', { rt: { key: 'nexthop', family: 'ip6' } }],
    ['rt mtu', { rt: { key: 'mtu' } }],
    ['osf ttl skip version', { osf: { key: 'version', ttl: 'skip' } }],
    ['ipsec in spnum 2 ip saddr', { ipsec: { key: 'saddr', family: 'ip', dir: 'in', spnum: 2 } }],
    ['ipsec out reqid', { ipsec: { key: 'reqid', dir: 'out', spnum: 0 } }],
  ])('%s', (text, json) => {
    expect(opaqueExpressionJson(text)).toEqual(json)
  })

  it('stays text where no form is known', () => {
    expect(opaqueStatementJson('last used 5s')).toEqual({ opaque: 'last used 5s' })
  })
})
