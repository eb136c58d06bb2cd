import { describe, expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import {
  commonDivisor,
  WeightedRoundRobin,
} from '../../../../src/kernel/ipvs/schedulers/weighted-round-robin.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

const started = (servers: ReturnType<typeof serversOf>) => {
  const scheduler = new WeightedRoundRobin()
  scheduler.changed(servers, undefined, undefined)
  return scheduler
}

describe('wrr', () => {
  it('walks level by level from the top', () => {
    const servers = serversOf({ weight: 1 }, { weight: 3 }, { weight: 2 })
    expect(choices(started(servers), servers, 6)).toEqual([1, 1, 2, 0, 1, 2])
  })

  it('steps by the greatest common divisor', () => {
    const servers = serversOf({ weight: 200 }, { weight: 100 })
    expect(choices(started(servers), servers, 3)).toEqual([0, 0, 1])
  })

  it('begins at level 1 when servers come one by one', () => {
    const scheduler = started([])
    const servers = serversOf({ weight: 3 }, { weight: 1 })
    const [large, small] = servers
    if (!large || !small) throw new Error('no servers')
    scheduler.changed([small], { kind: 'added', server: small }, undefined)
    scheduler.changed(servers, { kind: 'added', server: large }, undefined)
    expect(choices(scheduler, servers, 4)).toEqual([0, 1, 0, 0])
  })

  it('refuses when all are full, and ends', () => {
    const servers = serversOf({ weight: 3, overloaded: true }, { weight: 2 })
    const scheduler = started(servers)
    expect(choices(scheduler, servers, 2)).toEqual([1, 1])
    for (const server of servers) server.overloaded = true
    expect(choices(scheduler, servers, 2)).toEqual([-1, -1])
  })

  it('stands where it stood when the journal rolls back', () => {
    const servers = serversOf({ weight: 2 }, { weight: 1 })
    const scheduler = started(servers)
    const journal = new Journal()
    const first = choices(scheduler, servers, 2, () => requestFrom({ journal }))
    journal.rollBack()
    expect(choices(scheduler, servers, 2)).toEqual(first)
  })
})

it.each([
  { numbers: [], divisor: 0 },
  { numbers: [0, 9, 6], divisor: 3 },
  { numbers: [7], divisor: 7 },
])('the common divisor of $numbers is $divisor', ({ numbers, divisor }) =>
  expect(commonDivisor(numbers)).toBe(divisor),
)
