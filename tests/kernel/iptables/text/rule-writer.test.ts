import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printRule, printRuleAsRead } from '../../../../src/kernel/iptables/text/rule-writer.ts'
import { printSave } from '../../../../src/kernel/iptables/text/save-writer.ts'
import { engineWith } from '../packets.ts'
import { randomTable } from '../random-rules.ts'

describe('printing a rule', () => {
  it('gives what reads back as the same rules', () => {
    for (const four of [true, false])
      fc.assert(
        fc.property(randomTable(four), (text) => {
          const family = four ? 'IPv4' : 'IPv6'
          const load = (rules: string) => {
            const engine = new IptablesEngine({ family })
            engine.restore(rules)
            return printSave(engine.tables(), { backend: 'legacy', counters: true })
          }
          const printed = load(text)
          expect(load(printed)).toBe(printed)
        }),
        { numRuns: 60 },
      )
  })

  it('puts the rule in its normal form, and keeps another spelling apart', () => {
    const rule = engineWith('-A FORWARD -j DROP -p tcp').chain('filter', 'FORWARD')?.rules[0]
    if (rule === undefined) throw new Error('no rule')
    expect(printRule(rule)).toBe(' -p tcp -j DROP')
    expect(printRuleAsRead({ ...rule, spelling: ' -j DROP -p tcp' })).toBe(' -j DROP -p tcp')
  })
})
