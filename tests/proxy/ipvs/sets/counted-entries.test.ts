import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountedEntries } from '../../../../src/proxy/ipvs/sets/counted-entries.ts'

describe('CountedEntries', () => {
  it('tells only what is different in the end', () => {
    const entries = new CountedEntries(['old', 'kept'])
    entries.claim('kept')
    entries.claim('new')
    entries.claim('gone again')
    entries.release('gone again')
    expect(entries.takeChanges()).toEqual({ removed: ['old'], added: ['new'] })
    expect(entries.takeChanges()).toEqual({ removed: [], added: [] })
    expect(entries.list()).toEqual(['kept', 'new'])
  })

  it('holds an entry while anybody claims it', () => {
    const entries = new CountedEntries()
    entries.claim('a')
    entries.claim('a')
    entries.release('a')
    expect([entries.has('a'), entries.size]).toEqual([true, 1])
    entries.release('a')
    entries.release('a')
    expect([entries.has('a'), entries.size]).toEqual([false, 0])
  })

  it('keeps a copy in step that takes its changes at any time', () => {
    const step = fc.record({ entry: fc.constantFrom('a', 'b', 'c'), kind: fc.nat(2) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const entries = new CountedEntries()
        const copy = new Set<string>()
        const follow = () => {
          const { removed, added } = entries.takeChanges()
          for (const entry of removed) expect(copy.delete(entry)).toBe(true)
          for (const entry of added) {
            expect(copy.has(entry)).toBe(false)
            copy.add(entry)
          }
        }
        for (const { entry, kind } of steps) {
          if (kind === 0) entries.claim(entry)
          else if (kind === 1) entries.release(entry)
          else follow()
        }
        follow()
        expect([...copy].sort()).toEqual(entries.list())
      }),
    )
  })
})
