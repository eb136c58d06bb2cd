import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { visitReferences } from '../../../../src/kernel/nftables/transaction/references.ts'

function referencesOf(rule: string): string[] {
  const engine = new NftablesEngine()
  engine.apply(`add table ip t
add chain ip t x
add chain ip t y
add counter ip t n
add set ip t s { type ipv4_addr; flags dynamic; }
add map ip t m { type inet_service : ipv4_addr; }
add chain ip t c { type nat hook prerouting priority -100; }
add rule ip t c ${rule}`)
  const found: string[] = []
  const statements = engine.ruleset.table('ip', 't')?.chains.get('c')?.rules[0]?.statements ?? []
  visitReferences(statements, {
    chain: (name) => found.push(`chain ${name}`),
    set: (name) => found.push(`set ${name}`),
    object: (type, name) => found.push(`${type} ${name}`),
    update: ({ op }) => found.push(op),
    anonymous: () => found.push('anonymous'),
  })
  return found
}

describe('the references of a rule', () => {
  it.each([
    ['none', 'tcp dport 80 accept', []],
    ['a jump', 'jump x', ['chain x']],
    ['an anonymous set', 'ip saddr { 10.0.0.1, 10.0.0.2 } accept', ['anonymous']],
    [
      'a verdict map',
      'tcp dport vmap { 1 : jump x, 2 : goto y, 3 : drop }',
      ['anonymous', 'chain x', 'chain y'],
    ],
    ['a set and a counter', 'ip saddr @s counter name "n" accept', ['set s', 'counter n']],
    ['a map of a translation', 'dnat to tcp dport map @m', ['set m']],
    ['a set that it changes', 'update @s { ip saddr }', ['set s', 'update']],
  ])('are %s', (_name, rule, want) => {
    expect(referencesOf(rule)).toEqual(want)
  })
})
