import { describe, expect, it } from 'vitest'
import { UserError } from '../../../../src/base/user-error.ts'
import { IptablesEngine } from '../../../../src/kernel/iptables/engine/iptables-engine.ts'
import { printRule } from '../../../../src/kernel/iptables/text/rule-writer.ts'

const rulesOf = (engine: IptablesEngine, chain: string) =>
  engine.chain('nat', chain)?.rules.map((rule) => printRule(rule).trim())

describe('one command of iptables', () => {
  it('goes to the table it names, else to filter', () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    engine.command('-t nat -N KUBE-SERVICES')
    engine.command('-N KUBE-FORWARD')
    expect(engine.chain('nat', 'KUBE-SERVICES')).toBeDefined()
    expect(engine.chain('filter', 'KUBE-FORWARD')).toBeDefined()
  })

  it("is left out by ensure where its chain or rule is there, as kube-proxy's EnsureRule does", () => {
    const engine = new IptablesEngine({ family: 'IPv4' })
    for (let again = 0; again < 2; again += 1) {
      engine.ensure('-t nat -N KUBE-SERVICES')
      engine.ensure(
        '-t nat -I OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
      )
      engine.ensure('-t nat -A OUTPUT -p tcp -j KUBE-SERVICES')
    }
    expect(rulesOf(engine, 'OUTPUT')).toEqual([
      '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
      '-p tcp -j KUBE-SERVICES',
    ])
  })

  it('names itself in its error, with the column', () => {
    try {
      new IptablesEngine({ family: 'IPv4' }).command('-A INPUT -p tpc')
      expect.unreachable()
    } catch (error) {
      expect(error instanceof UserError && error.describe()).toBe(
        'iptables -A INPUT -p tpc:1:13: found tpc at -p, expected a protocol by name or number [E_IPTABLES]',
      )
    }
  })
})
