import fc from 'fast-check'
import { expect, it } from 'vitest'
import { costsByWeight, leastLoaded } from '../../../../src/kernel/ipvs/schedulers/least-loaded.ts'
import { requestFrom, serversOf } from '../some-servers.ts'

it('finds the lowest cost by weight, of equal ones the first', () => {
  const states = fc.array(
    fc.record({ weight: fc.nat(5), active: fc.nat(9), overloaded: fc.boolean() }),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(states, (list) => {
      const servers = serversOf(...list)
      const cost = { perActive: 1, perConnection: 0, always: 0 }
      const costs = costsByWeight(servers, cost)
      const known = costs.filter((value) => value !== undefined)
      const want = known.length === 0 ? undefined : servers[costs.indexOf(Math.min(...known))]
      expect(leastLoaded(servers, cost, requestFrom())).toBe(want)
    }),
  )
})
