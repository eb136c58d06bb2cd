import { describe, expect, it } from 'vitest'
import { rulesetText } from '../../../../src/kernel/nftables/json/ruleset-text.ts'

const table = { table: { family: 'ip', name: 't', handle: 1 } }

describe('a ruleset in JSON', () => {
  it('is the text of a dump, each line from its object', () => {
    const chain = { chain: { family: 'ip', table: 't', name: 'c', handle: 2 } }
    const rule = {
      rule: { family: 'ip', table: 't', chain: 'c', handle: 3, expr: [{ drop: null }] },
    }
    expect(rulesetText({ nftables: [table, chain, rule] }, 'f')).toEqual([
      { text: 'table ip t { # handle 1', from: 0 },
      { text: 'chain c { # handle 2', from: 0 },
      { text: 'drop # handle 3', from: 2 },
      { text: '}', from: 0 },
      { text: '}', from: 0 },
    ])
  })

  it.each([
    [{}, 'found no array "nftables", expected what nft -j prints'],
    [
      { nftables: [table, { banana: { family: 'ip', table: 't' } }] },
      'nftables[1]: found "banana"',
    ],
    [
      { nftables: [{ chain: { family: 'ip', table: 't' } }] },
      'nftables[0]: found "t", expected a table',
    ],
  ])('%j is refused: %s', (document, reason) => {
    expect(() => rulesetText(document, 'f')).toThrow(reason)
  })
})
