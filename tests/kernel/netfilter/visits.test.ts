import { expect, it } from 'vitest'
import { createVisits } from '../../../src/kernel/netfilter/visits.ts'

it('begins at nothing, each time anew', () => {
  const visits = createVisits()
  visits.rules += 3
  expect(Object.values(createVisits()).every((count) => count === 0)).toBe(true)
})
