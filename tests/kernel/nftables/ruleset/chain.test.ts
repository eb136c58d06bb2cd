import { describe, expect, it } from 'vitest'
import { NftablesEngine } from '../../../../src/kernel/nftables/engine/nftables-engine.ts'
import { Chain, Rule } from '../../../../src/kernel/nftables/ruleset/chain.ts'

const engineWithChain = () => {
  const engine = new NftablesEngine()
  engine.apply('table ip t { chain c { accept; }; }')
  const chain = engine.ruleset.table('ip', 't')?.chains.get('c')
  return { engine, chain }
}

describe('a chain', () => {
  it('begins empty, unused and not compiled', () => {
    const chain = new Chain('c', 3)
    expect(chain).toMatchObject({ name: 'c', handle: 3, rules: [], useCount: 0, base: undefined })
    expect(chain.compiledRevision).not.toBe(chain.revision)
  })

  it.each([
    ['an added rule', 'add rule ip t c counter'],
    ['a flush', 'flush chain ip t c'],
    ['a deleted rule', 'delete rule ip t c handle 2'],
    ['a replaced rule', 'replace rule ip t c handle 2 drop'],
  ])('has a new revision after %s', (_name, text) => {
    const { engine, chain } = engineWithChain()
    const before = chain?.revision ?? Number.NaN
    engine.apply(text)
    expect(chain?.revision).toBeGreaterThan(before)
  })

  it('keeps the list of rules that somebody walks as it was, when one is deleted', () => {
    const { engine, chain } = engineWithChain()
    const walked = chain?.rules
    engine.apply('delete rule ip t c handle 2')
    expect(walked).toHaveLength(1)
    expect(chain?.rules).toHaveLength(0)
  })

  it('has rules with a handle, statements, and a comment or none', () => {
    const rule = new Rule(7, [{ kind: 'notrack' }], undefined)
    expect(rule).toMatchObject({ handle: 7, comment: undefined, dumpText: undefined })
    expect(rule.statements).toEqual([{ kind: 'notrack' }])
  })
})
