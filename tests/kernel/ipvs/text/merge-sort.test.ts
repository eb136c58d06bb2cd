import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergeSort } from '../../../../src/kernel/ipvs/text/merge-sort.ts'

it('sorts, and keeps equal ones in their order', () => {
  const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat()))
  fc.assert(
    fc.property(pairs, (list) => {
      expect(mergeSort(list, (one, other) => one[0] - other[0])).toEqual(
        list.toSorted((one, other) => one[0] - other[0]),
      )
    }),
  )
})
