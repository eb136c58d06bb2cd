import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Journal } from '../../../src/base/journal.ts'
import { restoreSets } from '../../../src/kernel/ipset/set-restore.ts'
import { parseAddress, parsePrefix, prefixContains } from '../../../src/packet/address.ts'
import { ask, setsOf } from './questions.ts'

describe('a set', () => {
  it('takes changes back with the journal', () => {
    const sets = setsOf('create x hash:ip\nadd x 10.0.0.1\nadd x 10.0.0.2\n')
    const set = sets.get('x')
    const journal = new Journal()
    set?.delete('10.0.0.1', journal)
    set?.flush(journal)
    journal.rollBack()
    expect([...(set?.elements(0) ?? [])].map(({ text }) => text).sort()).toEqual([
      '10.0.0.1',
      '10.0.0.2',
    ])
    expect(ask(sets, 'x', 'src', { source: '10.0.0.1' })).toBe('10.0.0.1')
  })

  it('drops what has expired', () => {
    const sets = setsOf('create x hash:ip timeout 5\nadd x 10.0.0.1\nadd x 10.0.0.2 timeout 0\n')
    const set = sets.get('x')
    expect(set?.size).toBe(2)
    set?.collect(6_000)
    expect(set?.size).toBe(1)
    expect(set?.has('10.0.0.2', 6_000)).toBe(true)
  })

  it('finds an address in the narrowest of its networks', () => {
    const address = fc.nat(0xff).map((n) => `10.0.${n >> 4}.${n & 15}`)
    const network = fc
      .tuple(address, fc.integer({ min: 20, max: 32 }))
      .map(([a, length]) => `${a}/${length}`)
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), address, (networks, source) => {
        const sets = setsOf('create x hash:net\n')
        for (const one of networks) restoreSets(sets, `add x ${one} -exist`, 0)
        const holding = networks
          .map((one) => parsePrefix(one))
          .filter((prefix) => prefixContains(prefix, parseAddress(source)))
          .sort((a, b) => b.length - a.length)[0]
        const found = ask(sets, 'x', 'src', { source })
        expect(found === undefined ? undefined : parsePrefix(found)).toEqual(holding)
      }),
      { numRuns: 100 },
    )
  })
})
