import { expect, it } from 'vitest'
import { LocalityReplicated } from '../../../../src/kernel/ipvs/schedulers/locality-replicated.ts'
import { unlimitedSettings } from '../../../../src/kernel/ipvs/schedulers/scheduler.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

const hours = (count: number) => requestFrom({ nowTicks: count * 3600 * 250 })

it('adds a server to a destination when its own are crowded, and takes the least loaded of them', () => {
  const servers = serversOf({ weight: 2 }, { weight: 2 }, { weight: 2 })
  const scheduler = new LocalityReplicated(unlimitedSettings)
  expect(choices(scheduler, servers, 1)).toEqual([0])
  Object.assign(servers[0] ?? {}, { active: 3, total: 3 })
  expect(choices(scheduler, servers, 1)).toEqual([1])
  Object.assign(servers[0] ?? {}, { active: 0, total: 0 })
  Object.assign(servers[1] ?? {}, { active: 1, total: 1 })
  expect(choices(scheduler, servers, 1)).toEqual([0])
})

it('drops the most loaded of several after a day without change', () => {
  const servers = serversOf({ weight: 2 }, { weight: 2 })
  const scheduler = new LocalityReplicated(unlimitedSettings)
  choices(scheduler, servers, 1, () => hours(0))
  Object.assign(servers[0] ?? {}, { active: 3, total: 3 })
  choices(scheduler, servers, 1, () => hours(0))
  choices(scheduler, servers, 1, () => hours(20))
  expect(servers.map((server) => server.references)).toEqual([1, 1])
  choices(scheduler, servers, 1, () => hours(25))
  expect(servers.map((server) => server.references)).toEqual([0, 1])
})

it('forgets a destination that nobody asked for in a day', () => {
  const servers = serversOf({ weight: 2 }, { weight: 2 })
  const scheduler = new LocalityReplicated(unlimitedSettings)
  choices(scheduler, servers, 1, () => hours(0))
  Object.assign(servers[0] ?? {}, { active: 1, total: 1 })
  expect(choices(scheduler, servers, 1, () => hours(23))).toEqual([0])
  expect(choices(scheduler, servers, 1, () => hours(48))).toEqual([1])
})
