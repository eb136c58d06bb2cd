import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { formatRulesetJson } from '../../../../src/kernel/nftables/json/ruleset-json.ts'

function jsonOf(object: string): string {
  const engine = new NftablesEngine()
  engine.apply(`table inet t {\n${object}\n}`)
  const text = formatRulesetJson(engine.ruleset, { stateless: false, nowMs: 0 })
  return text.slice(text.indexOf('}}, {', text.indexOf('"table"')) + 4, -3)
}

// As nft -j 1.0.6 writes them.
describe('named objects as JSON', () => {
  it.each([
    [
      'ct helper h1 { type "ftp" protocol tcp; l3proto ip; comment "hc"; }',
      '{"ct helper": {"family": "inet", "name": "h1", "table": "t", "handle": 1, "comment": "hc", "type": "ftp", "protocol": "tcp", "l3proto": "ip"}}',
    ],
    [
      'ct timeout t2 { protocol udp; policy = { replied : 10, unreplied : 5 }; }',
      '{"ct timeout": {"family": "inet", "name": "t2", "table": "t", "handle": 1, "protocol": "udp", "l3proto": "inet", "policy": {"unreplied": 5, "replied": 10}}}',
    ],
    [
      'ct timeout t3 { protocol tcp; }',
      '{"ct timeout": {"family": "inet", "name": "t3", "table": "t", "handle": 1, "protocol": "tcp", "l3proto": "inet", "policy": null}}',
    ],
    [
      'ct expectation e1 { protocol tcp; dport 5432; timeout 1h; size 12; l3proto ip; }',
      '{"ct expectation": {"family": "inet", "name": "e1", "table": "t", "handle": 1, "protocol": "tcp", "dport": 5432, "timeout": 3600000, "size": 12, "l3proto": "ip"}}',
    ],
    [
      'synproxy s1 { mss 1460; wscale 7; timestamp sack-perm; }',
      '{"synproxy": {"family": "inet", "name": "s1", "table": "t", "handle": 1, "mss": 1460, "wscale": 7, "flags": ["timestamp", "sack-perm"]}}',
    ],
    [
      'limit l2 { rate over 10 kbytes/second burst 20 kbytes; }',
      '{"limit": {"family": "inet", "name": "l2", "table": "t", "handle": 1, "rate": 10, "per": "second", "inv": true, "rate_unit": "kbytes", "burst": 20, "burst_unit": "kbytes"}}',
    ],
    [
      'limit l3 { rate over 5/minute burst 3 packets; }',
      '{"limit": {"family": "inet", "name": "l3", "table": "t", "handle": 1, "rate": 5, "per": "minute", "inv": true, "burst": 3}}',
    ],
  ])('%s', (object, json) => {
    expect(jsonOf(object)).toBe(json)
  })
})
