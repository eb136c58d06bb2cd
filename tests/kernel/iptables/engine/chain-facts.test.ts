import { describe, expect, it } from 'vitest'
import { chainFacts, noFacts } from '../../../../src/kernel/iptables/engine/chain-facts.ts'
import { engineWith } from '../packets.ts'

const factsOf = (rules: string, table: 'filter' | 'nat' = 'filter', chain = 'FORWARD') =>
  chainFacts(engineWith(rules, table).chain(table, chain)?.rules ?? [])

describe('the facts of a chain', () => {
  it('are where it leads, each chain once', () => {
    const rules =
      '-A FORWARD -p tcp -j a\n-A FORWARD -g b\n-A FORWARD -j a\n-A a -j DROP\n-A b -j DROP'
    expect(factsOf(rules).targets).toEqual(['a', 'b'])
  })

  it('are the matches that remember', () => {
    const rules = '-A FORWARD -m recent --set --name x\n-A FORWARD -p tcp -m tcp --dport 80'
    expect(factsOf(rules).stateful.map(({ name }) => name)).toEqual(['recent'])
  })

  it('are the hooks that all of its targets may stand on', () => {
    const dnat = '-A PREROUTING -j DNAT --to-destination 10.0.0.1'
    expect(factsOf(dnat, 'nat', 'PREROUTING').hooks).toEqual(['prerouting', 'output'])
    const none = '-A a -j DNAT --to-destination 10.0.0.1\n-A a -j MASQUERADE'
    expect(factsOf(none, 'nat', 'a').hooks).toEqual([])
    expect(factsOf('-A FORWARD -j DROP')).toBe(noFacts)
  })
})
