import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SortedMap } from '../../../src/proxy/tracking/sorted-map.ts'

it('walks in the order of its keys, whatever came when', () => {
  const change = fc.record({ key: fc.string({ maxLength: 2 }), isSet: fc.boolean() })
  fc.assert(
    fc.property(fc.array(fc.array(change), { maxLength: 5 }), (rounds) => {
      const sorted = new SortedMap<number>()
      const plain = new Map<string, number>()
      let value = 0
      for (const round of rounds) {
        for (const { key, isSet } of round) {
          value += 1
          if (isSet) {
            sorted.set(key, value)
            plain.set(key, value)
          } else expect(sorted.delete(key)).toBe(plain.delete(key))
        }
        const keys = [...plain.keys()].sort()
        expect(sorted.keys()).toEqual(keys)
        expect([...sorted.values()]).toEqual(keys.map((key) => plain.get(key)))
        expect(sorted.size).toBe(plain.size)
      }
    }),
  )
})

it('takes many changes at once', () => {
  const sorted = new SortedMap<number>()
  for (let value = 999; value >= 100; value -= 1) sorted.set(String(value), value)
  expect([...sorted.values()].slice(0, 3)).toEqual([100, 101, 102])
  expect(sorted.has('100')).toBe(true)
  expect(sorted.get('99')).toBeUndefined()
})
