import { describe, expect, it } from 'vitest'
import { formatPriority, parsePriority } from '../../../../src/kernel/nftables/model/priority.ts'
import type { TableFamily } from '../../../../src/kernel/nftables/model/selectors.ts'
import type { ChainHook } from '../../../../src/kernel/nftables/ruleset/chain.ts'

describe('priorities of base chains', () => {
  it.each<[string, TableFamily, ChainHook, number | undefined]>([
    ['dstnat', 'ip', 'prerouting', -100],
    ['dstnat', 'ip', 'output', undefined],
    ['srcnat', 'inet', 'postrouting', 100],
    ['srcnat', 'inet', 'input', undefined],
    ['filter', 'ip6', 'forward', 0],
    ['filter', 'netdev', 'ingress', 0],
    ['raw', 'netdev', 'ingress', undefined],
    ['dstnat', 'bridge', 'prerouting', -300],
    ['filter', 'bridge', 'forward', -200],
    ['nat', 'ip', 'prerouting', undefined],
  ])('%s in %s on %s is %s', (name, family, hook, want) => {
    expect(parsePriority(name, family, hook)).toBe(want)
  })

  it.each<[number, TableFamily, ChainHook, string]>([
    [0, 'ip', 'input', 'filter'],
    [-100, 'ip', 'prerouting', 'dstnat'],
    [-100, 'ip', 'output', '-100'],
    [-110, 'ip', 'prerouting', 'dstnat - 10'],
    [-111, 'ip', 'prerouting', '-111'],
    [10, 'ip', 'forward', 'filter + 10'],
    [11, 'ip', 'forward', '11'],
    [100, 'bridge', 'output', 'out'],
  ])('%s in %s on %s is written %s', (value, family, hook, want) => {
    expect(formatPriority(value, family, hook)).toBe(want)
  })
})
