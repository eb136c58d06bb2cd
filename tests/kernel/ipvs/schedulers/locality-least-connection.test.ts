import { expect, it } from 'vitest'
import { Journal } from '../../../../src/base/journal.ts'
import {
  isCrowded,
  LocalityLeastConnection,
} from '../../../../src/kernel/ipvs/schedulers/locality-least-connection.ts'
import { unlimitedSettings } from '../../../../src/kernel/ipvs/schedulers/scheduler.ts'
import { choices, requestFrom, serversOf } from '../some-servers.ts'

it('keeps a destination with its server until that is crowded', () => {
  const servers = serversOf({ weight: 2 }, { weight: 2 })
  const scheduler = new LocalityLeastConnection(unlimitedSettings)
  expect(choices(scheduler, servers, 1)).toEqual([0])
  Object.assign(servers[0] ?? {}, { active: 2, total: 2 })
  expect(choices(scheduler, servers, 1)).toEqual([0])
  Object.assign(servers[0] ?? {}, { active: 3, total: 3 })
  expect(choices(scheduler, servers, 1)).toEqual([1])
})

it('is crowded only while another has less than half its weight', () => {
  const [one, other] = serversOf({ active: 2 }, { weight: 4, active: 2 })
  if (!one || !other) throw new Error('no servers')
  expect(isCrowded(one, [one, other])).toBe(false)
  other.active = 1
  expect(isCrowded(one, [one, other])).toBe(true)
})

it('holds the servers that it remembers, and lets go of what the journal takes back', () => {
  const servers = serversOf({})
  const scheduler = new LocalityLeastConnection(unlimitedSettings)
  const journal = new Journal()
  choices(scheduler, servers, 1, () => requestFrom({ journal }))
  expect(servers[0]?.references).toBe(1)
  journal.rollBack()
  expect(servers[0]?.references).toBe(0)
})

it('forgets a destination that nobody asked for in a day', () => {
  const servers = serversOf({}, {})
  const scheduler = new LocalityLeastConnection(unlimitedSettings)
  const hours = (count: number) => requestFrom({ nowTicks: count * 3600 * 250 })
  choices(scheduler, servers, 1, () => hours(0))
  Object.assign(servers[0] ?? {}, { total: 5 })
  expect(choices(scheduler, servers, 1, () => hours(23))).toEqual([0])
  expect(choices(scheduler, servers, 1, () => hours(48))).toEqual([1])
})
