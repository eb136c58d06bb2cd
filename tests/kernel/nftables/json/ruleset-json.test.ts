import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { readRulesetJson } from '../../../../src/kernel/nftables/json/read-json.ts'
import { formatRulesetJson } from '../../../../src/kernel/nftables/json/ruleset-json.ts'
import { Ruleset } from '../../../../src/kernel/nftables/ruleset/table.ts'

const options = { stateless: false, nowMs: 0 }

describe('a ruleset printed as JSON', () => {
  it('is read back as the same', () => {
    const engine = new NftablesEngine()
    engine.apply(
      'table ip t { set s { type inet_service; elements = { 80, 443 } }\n map m { type inet_service : verdict; elements = { 80 : drop } }\n chain c { type nat hook prerouting priority 0; counter tcp dport @s dnat to 10.0.0.1:80\n }\n}',
    )
    const json = formatRulesetJson(engine.ruleset, options)
    const copy = new Ruleset()
    readRulesetJson(copy, json, 'f')
    expect(formatRulesetJson(copy, options)).toBe(json)
    expect(json).toContain('"dnat": {"addr": "10.0.0.1", "port": 80}')
  })
})
