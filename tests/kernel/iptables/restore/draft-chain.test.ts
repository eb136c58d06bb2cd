import { describe, expect, it } from 'vitest'
import { Chain } from '../../../../src/kernel/iptables/engine/chain.ts'
import { DraftChain } from '../../../../src/kernel/iptables/restore/draft-chain.ts'
import { engineWith } from '../packets.ts'

const rules = () =>
  engineWith('-A FORWARD -j a\n-A a -j DROP').chain('filter', 'FORWARD')?.rules ?? []

describe('a chain to be changed', () => {
  it('leaves the live chain alone', () => {
    const chain = new Chain('x', undefined, false)
    chain.rules = rules()
    const draft = new DraftChain({ changes: 0 }, 'x', chain)
    expect(draft.rulesChanged).toBe(false)
    expect(draft.rules).toBe(chain.rules)
    draft.take(0)
    expect(draft.rulesChanged).toBe(true)
    expect(draft.rules).toEqual([])
    expect(chain.rules).toHaveLength(1)
  })

  it('tells its draft of every change, and knows where its rules lead', () => {
    const changing = { changes: 0 }
    const draft = new DraftChain(changing, 'x', undefined)
    const [rule] = rules()
    if (rule === undefined) throw new Error('no rule')
    draft.append(rule)
    draft.insert(0, rule)
    expect(draft.facts().targets).toEqual(['a'])
    draft.change([])
    expect(draft.facts().targets).toEqual([])
    expect(changing.changes).toBe(3)
  })
})
