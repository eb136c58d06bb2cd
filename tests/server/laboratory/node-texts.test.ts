import { describe, expect, it } from 'vitest'
import { rulesText, tableText } from '../../../src/server/laboratory/node-texts.ts'
import { shopCluster } from '../shop.ts'

const kept = shopCluster()
const rules = { kind: 'rules', cluster: 'shop', node: 'node-1' } as const

describe('the rules of a node', () => {
  it('after another mode hold what that one left behind', () => {
    const request = { ...rules, mode: 'nftables', output: 'save' } as const
    expect(() => rulesText(kept, request)).toThrow('has no such form')
    expect(rulesText(kept, { ...request, after: ['ipvs'] })).toContain('*nat')
  })

  it('say first what kube-proxy removes at its start', () => {
    const text = rulesText(kept, { ...rules, mode: 'iptables', after: ['nftables'] })
    expect(text).toContain('what kube-proxy removes first')
  })

  it('after --cleanup: what it removed, or in a form what is left', () => {
    const cleaned = { ...rules, mode: 'iptables', cleanup: true } as const
    expect(rulesText(kept, cleaned)).toContain('KUBE-SERVICES')
    expect(rulesText(kept, { ...cleaned, output: 'save' })).not.toContain('KUBE-SVC-')
  })

  it('asked for so, leave the kept node as it was', () => {
    const before = rulesText(kept, rules)
    rulesText(kept, { ...rules, cleanup: true })
    expect(rulesText(kept, rules)).toBe(before)
  })
})

it('the table of a node on which nobody opened anything is empty', () => {
  expect(tableText(kept, { kind: 'table', cluster: 'shop', node: 'node-1' })).toBe('')
})
