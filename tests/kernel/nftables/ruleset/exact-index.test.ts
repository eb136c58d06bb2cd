import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExactIndex } from '../../../../src/kernel/nftables/ruleset/exact-index.ts'

const key = (...words: number[]) => Int32Array.from(words)

describe('an exact index', () => {
  it('finds what was put under a key, and nothing under others', () => {
    const index = new ExactIndex<string>(2)
    index.insert(key(1, 2), 'a')
    index.insert(key(2, 1), 'b')
    expect([key(1, 2), key(2, 1), key(1, 1)].map((it) => index.find(it))).toEqual([
      'a',
      'b',
      undefined,
    ])
    expect([index.has(key(1, 2)), index.has(key(0, 0)), index.size]).toEqual([true, false, 2])
  })

  it('holds a key of zeros', () => {
    const index = new ExactIndex<string>(1)
    expect(index.has(key(0))).toBe(false)
    index.insert(key(0), 'zero')
    expect(index.find(key(0))).toBe('zero')
  })

  it('removes only what is there', () => {
    const index = new ExactIndex<string>(1)
    index.insert(key(1), 'a')
    expect([index.remove(key(2)), index.remove(key(1)), index.remove(key(1))]).toEqual([
      undefined,
      'a',
      undefined,
    ])
    expect(index.size).toBe(0)
  })

  it('does as a Map does, whatever comes and goes', () => {
    const step = fc.tuple(fc.boolean(), fc.nat(40))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const index = new ExactIndex<number>(2)
        const model = new Map<number, number>()
        for (const [time, [adds, name]] of steps.entries()) {
          const words = key(name & 7, name >> 3)
          if (!adds) {
            expect(index.remove(words)).toBe(model.get(name))
            model.delete(name)
          } else if (!model.has(name)) {
            index.insert(words, time)
            model.set(name, time)
          }
        }
        expect(index.size).toBe(model.size)
        for (let name = 0; name <= 40; name += 1)
          expect(index.find(key(name & 7, name >> 3))).toBe(model.get(name))
      }),
    )
  })
})
