import { expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import { RoundRobin } from '../../../../src/kernel/ipvs/schedulers/round-robin.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

it('goes round, over servers that may take nothing', () => {
  expect(
    choices(new RoundRobin(), serversOf({}, { weight: 0 }, {}, { overloaded: true }), 5),
  ).toEqual([0, 2, 0, 2, 0])
})

it('keeps its place when a server is added at the head', () => {
  const scheduler = new RoundRobin()
  const servers = serversOf({}, {}, {})
  expect(choices(scheduler, servers, 2)).toEqual([0, 1])
  const [added] = serversOf({})
  if (added === undefined) throw new Error('no server')
  scheduler.changed([added, ...servers], { kind: 'added', server: added }, undefined)
  expect(choices(scheduler, [added, ...servers], 2)).toEqual([3, 0])
})

it('goes on with the next one when the last used one is removed', () => {
  const scheduler = new RoundRobin()
  const servers = serversOf({}, {}, {})
  expect(choices(scheduler, servers, 2)).toEqual([0, 1])
  const [first, second, third] = servers
  if (!first || !second || !third) throw new Error('no servers')
  scheduler.changed([first, third], { kind: 'removed', server: second, at: 1 }, undefined)
  expect(choices(scheduler, [first, third], 2)).toEqual([1, 0])
})

it('stands where it stood when the journal rolls back', () => {
  const scheduler = new RoundRobin()
  const servers = serversOf({}, {})
  const journal = new Journal()
  expect(choices(scheduler, servers, 1, () => requestFrom({ journal }))).toEqual([0])
  journal.rollBack()
  expect(choices(scheduler, servers, 1)).toEqual([0])
})
