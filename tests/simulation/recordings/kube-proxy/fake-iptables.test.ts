import { describe, expect, it } from 'vitest'
import { FakeIptables } from '../../../../src/simulation/recordings/kube-proxy/fake-iptables.ts'
import { savedTables } from '../../../../src/simulation/recordings/kube-proxy/saved-tables.ts'

const chain = { kind: 'chain', table: 'nat', chain: 'KUBE-SERVICES' } as const
const rule = { kind: 'rule', table: 'nat', chain: 'OUTPUT', rule: '-j KUBE-SERVICES' } as const
const nat = (iptables: FakeIptables) => savedTables(iptables.save()).nat

describe('FakeIptables', () => {
  it('makes chains and rules once, the latest rule first', () => {
    const iptables = new FakeIptables()
    expect([iptables.ensure(chain), iptables.ensure(chain)]).toEqual([true, false])
    expect([iptables.ensure(rule), iptables.ensure(rule)]).toEqual([true, false])
    iptables.ensure({ ...rule, rule: '-j ACCEPT' })
    expect(nat(iptables)?.OUTPUT).toEqual(['-A OUTPUT -j ACCEPT', '-A OUTPUT -j KUBE-SERVICES'])
  })

  it('replaces the chains that are named, leaves the others, and removes', () => {
    const iptables = new FakeIptables()
    const restore = (lines: string) => iptables.restore(`*nat\n${lines}COMMIT\n`)
    expect(restore(':A - [0:0]\n:B - [0:0]\n-A A -j B\n-A B -j ACCEPT\n')).toBe(true)
    expect(restore(':A - [0:0]\n-A A -s 1.2.3.4 -j B\n')).toBe(true)
    expect(nat(iptables)).toMatchObject({ A: ['-A A -s 1.2.3.4 -j B'], B: ['-A B -j ACCEPT'] })
    expect(restore(':A - [0:0]\n:B - [0:0]\n-X B\n')).toBe(true)
    expect(nat(iptables)).not.toHaveProperty('B')
  })

  it('refuses a table with a jump to nowhere, and leaves it as it was', () => {
    const iptables = new FakeIptables()
    const before = nat(iptables)
    expect(iptables.restore('*nat\n:A - [0:0]\n-A A -j NOWHERE\nCOMMIT\n')).toBe(false)
    expect(nat(iptables)).toEqual(before)
  })
})
