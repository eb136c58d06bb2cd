import { describe, expect, it } from 'vitest'
import { formatJson } from '../../../../src/kernel/nftables/json/json-value.ts'
import { statementJson } from '../../../../src/kernel/nftables/json/statement-json.ts'
import { statementOf } from '../one-rule.ts'

// As nft -j 1.0.6 writes them.
describe('statements that send packets another way, as JSON', () => {
  it.each([
    ['dup to 10.0.0.1 device "lo"', 'ip', '{"dup": {"addr": "10.0.0.1", "dev": "lo"}}'],
    [
      'tcp dport 80 tproxy to 192.0.2.1:50080',
      'ip',
      '{"tproxy": {"addr": "192.0.2.1", "port": 50080}}',
    ],
    ['udp dport 53 tproxy ip6 to :50080', 'inet', '{"tproxy": {"family": "ip6", "port": 50080}}'],
    [
      'synproxy mss 1460 wscale 5 timestamp sack-perm',
      'inet',
      '{"synproxy": {"mss": 1460, "wscale": 5, "flags": ["timestamp", "sack-perm"]}}',
    ],
    ['synproxy', 'ip', '{"synproxy": null}'],
    ['queue flags bypass to 1-5', 'ip', '{"queue": {"num": {"range": [1, 5]}, "flags": "bypass"}}'],
    ['ct helper set "h"', 'ip', '{"ct helper": "h"}'],
    [
      'meter xyz size 8192 { ip saddr timeout 30s counter }',
      'ip',
      '{"meter": {"key": {"elem": {"val": {"payload": {"protocol": "ip", "field": "saddr"}}, "timeout": 30}}, "stmt": {"counter": null}, "size": 8192, "name": "xyz"}}',
    ],
  ] as const)('%s', (rule, family, json) => {
    expect(formatJson(statementJson(statementOf(rule, family)))).toBe(json)
  })
})
