import { describe, expect, it } from 'vitest'
import { Chain } from '../../../../src/kernel/iptables/engine/chain.ts'
import { builtinChain } from '../../../../src/kernel/iptables/model/tables.ts'

describe('a chain', () => {
  it('has a policy if it is built in', () => {
    expect(new Chain('INPUT', builtinChain('filter', 'INPUT'), true).policy).toBe('ACCEPT')
    expect(new Chain('KUBE-SERVICES', undefined, false).policy).toBeUndefined()
  })
})
