import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../src/kernel/iptables/engine/iptables-engine.ts'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'
import {
  countOf,
  type PricedKind,
  sizeOfRuleSet,
} from '../../../src/simulation/cost/priced-counts.ts'

describe('what is priced', () => {
  const visits = { ...createVisits(), rules: 100, recentTables: 40 }
  it.each([
    { kind: 'rules', tables: 0, want: 100 },
    { kind: 'rulesBySize', tables: 0, want: 200 },
    { kind: 'recentTables', tables: 1_300, want: 40 },
    { kind: 'recentTablesBySize', tables: 1_300, want: 0 },
    { kind: 'recentTablesBySize', tables: 3_800, want: 100 },
  ] satisfies { kind: PricedKind; tables: number; want: number }[])(
    '$kind, beside $tables recent tables: $want',
    ({ kind, tables, want }) => {
      expect(countOf(kind, visits, { longestChain: 2_000, recentTables: tables })).toBe(want)
    },
  )

  it('the size of a rule set is its longest chain, and the node’s recent tables', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.restore(
      '*filter\n:A - [0:0]\n-A A -j RETURN\n-A A -m recent --set --name x\n-A FORWARD -j A\nCOMMIT\n',
    )
    expect(sizeOfRuleSet(engine)).toEqual({ longestChain: 2, recentTables: 1 })
  })
})
