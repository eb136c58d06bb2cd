import { describe, expect, it } from 'vitest'
import { isUserError } from '../../../../src/base/user-error.ts'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'

const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting']

function isTaken(rule: string, hook: string): boolean {
  try {
    new NftablesEngine().apply(
      `table ip t {\nchain c {\ntype filter hook ${hook} priority 5;\n${rule}\n}\n}`,
    )
    return true
  } catch (error) {
    if (!isUserError(error)) throw error
    return false
  }
}

// Each given to Linux 6.18.44 by nft 1.0.6.
describe('hooks where a statement may stand', () => {
  it.each([
    ['fib saddr type local', '1 1 1 1 1'],
    ['fib daddr . iif type local', '1 1 1 0 0'],
    ['fib daddr . oif type local', '0 0 1 1 1'],
    ['fib saddr . iif oif exists', '1 1 1 0 0'],
    ['socket transparent 1', '1 1 0 1 0'],
    ['rt classid 1', '1 1 1 1 1'],
    ['rt mtu 5', '0 0 1 1 1'],
    ['tcp option maxseg size set rt mtu', '0 0 1 1 1'],
    ['meta ipsec exists', '1 1 1 0 0'],
    ['osf name "Linux"', '1 1 1 0 0'],
    ['ipsec in reqid 1', '1 1 1 0 0'],
    ['ipsec out reqid 1', '0 0 1 1 1'],
    ['synproxy mss 5', '0 1 1 0 0'],
    ['tcp dport 5 tproxy to :80', '1 0 0 0 0'],
    ['reject with tcp reset', '1 1 1 1 0'],
    ['meta pkttype set host', '1 0 0 0 0'],
    ['meta sdif lo', '0 1 1 0 0'],
    ['masquerade', '0 0 0 0 0'],
    ['notrack', '1 1 1 1 1'],
  ])('%s: %s', (rule, taken) => {
    expect(hooks.map((hook) => Number(isTaken(rule, hook))).join(' ')).toBe(taken)
  })
})
